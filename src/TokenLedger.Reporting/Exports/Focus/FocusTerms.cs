namespace TokenLedger.Reporting.Exports.Focus;

/// <summary>Versions of FOCUS that charges can be written in.</summary>
public enum FocusVersion
{
    /// <summary>1.2 of May 2025.</summary>
    V12,

    /// <summary>1.3 of December 2025.</summary>
    V13,

    /// <summary>1.4 of June 2026.</summary>
    V14,
}

/// <summary>What FOCUS charges are like.</summary>
public sealed record FocusTerms
{
    /// <summary>The version whose columns are written.</summary>
    public FocusVersion Version { get; init; } = FocusVersion.V12;

    /// <summary>Whether charge periods are days of UTC; otherwise they are hours.</summary>
    public bool ByDay { get; init; }

    /// <summary>When billing periods close.</summary>
    public ClosingRule Closing { get; init; } = ClosingRule.Default;

    /// <summary>The id of the account that is billed. The log's name where it is not configured.</summary>
    public string? BillingAccountId { get; init; }

    /// <summary>Its name for people.</summary>
    public string? BillingAccountName { get; init; }

    /// <summary>The version as it is typed: "1.2".</summary>
    public string VersionName =>
        Version switch
        {
            FocusVersion.V13 => "1.3",
            FocusVersion.V14 => "1.4",
            _ => "1.2",
        };

    /// <summary>Reads a version.</summary>
    /// <returns>Null when it is none of these.</returns>
    public static FocusVersion? VersionOf(string name) =>
        name switch
        {
            "1.2" => FocusVersion.V12,
            "1.3" => FocusVersion.V13,
            "1.4" => FocusVersion.V14,
            _ => null,
        };
}
