namespace TokenLedger.Gateway.Attribution;

/// <summary>Tags the gateway itself puts on a call; callers cannot.</summary>
public static class OwnTags
{
    /// <summary>How their names begin.</summary>
    public const string Prefix = "tokenledger.";

    /// <summary>Whether a tag's name is one of them.</summary>
    public static bool Has(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);
}
