namespace TokenLedger.Gateway.Identity.Blocks;

/// <summary>A blocked caller.</summary>
/// <param name="What">What the value names: one of <see cref="BlockKinds"/>.</param>
/// <param name="Value">The pattern, fingerprint, key id, user, agent or tenant.</param>
public sealed record BlockDocument(string What, string Value)
{
    /// <summary>Why, for people.</summary>
    public string? Reason { get; init; }
}

/// <summary>What can be blocked.</summary>
public static class BlockKinds
{
    /// <summary>Providers' keys by a pattern of the whole key.</summary>
    public const string Pattern = "pattern";

    /// <summary>One key: a fingerprint ("k_…") or a virtual key's id ("vk_…").</summary>
    public const string Key = "key";

    /// <summary>A user.</summary>
    public const string User = "user";

    /// <summary>An agent.</summary>
    public const string Agent = "agent";

    /// <summary>A tenant.</summary>
    public const string Tenant = "tenant";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Pattern, Key, User, Agent, Tenant];
}
