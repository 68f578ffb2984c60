namespace TokenLedger.Gateway.Alerts;

/// <summary>Something people should know now.</summary>
public sealed record Alert
{
    /// <summary>
    /// Its id, the same whenever the same entry is read again: a receiver that gets it twice can tell.
    /// </summary>
    public required Guid Id { get; init; }

    /// <summary>What kind of thing it is.</summary>
    public required AlertType Type { get; init; }

    /// <summary>How bad it is; usually that of its type.</summary>
    public required AlertSeverity Severity { get; init; }

    /// <summary>What it is about: "budget:team-a", "session:s-42", "openai/gpt-9".</summary>
    public required string Subject { get; init; }

    /// <summary>Which member of the subject, for a budget with an account for each; empty when there is only one.</summary>
    public string Member { get; init; } = "";

    /// <summary>One or two sentences for people. May hold what callers sent; never a secret.</summary>
    public required string Message { get; init; }

    /// <summary>What programs may want to know, in order; amounts are text.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];

    /// <summary>The tenant it concerns; null when it concerns everyone or nobody.</summary>
    public string? Tenant { get; init; }

    /// <summary>When it happened, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The entry that says so; null for what no entry says.</summary>
    public long? Sequence { get; init; }

    /// <summary>How many like it came during the cool-down before and were not sent.</summary>
    public long Suppressed { get; init; }

    /// <summary>
    /// How long no second one of its key is sent, in place of the cool-down of the settings; null for that one.
    /// </summary>
    public TimeSpan? Quiet { get; init; }

    /// <summary>What is the same for all alerts of which one is enough for a while.</summary>
    public string Key => $"{Type.Name}\n{Subject}\n{Member}";

    /// <summary>The value of a detail; null when it has none of that name.</summary>
    public string? Detail(string name)
    {
        foreach ((string key, string value) in Details)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }
}
