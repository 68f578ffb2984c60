namespace TokenLedger.Accounting.Reconciliation;

/// <summary>Why the provider's bill and the ledger differ.</summary>
public enum Cause
{
    /// <summary>The provider has usage or cost of which the ledger has nothing.</summary>
    MissingHere,

    /// <summary>The ledger has usage or cost that is not on the bill.</summary>
    MissingThere,

    /// <summary>The same calls, booked on another day by the provider than by the ledger.</summary>
    TimeZone,

    /// <summary>The same quantity at another unit price.</summary>
    Price,

    /// <summary>Less than the last decimal the provider writes, per line of its export.</summary>
    Rounding,

    /// <summary>The same quantity billed in another service tier than booked.</summary>
    Tier,

    /// <summary>The ledger knew the quantity but had no price.</summary>
    Unpriced,

    /// <summary>The ledger's quantity was estimated; the provider's is exact.</summary>
    Estimated,

    /// <summary>What is left.</summary>
    Unexplained,
}

/// <summary>Causes by the names they have on the command line and in JSON.</summary>
public static class Causes
{
    /// <summary>All causes, in the order of tables.</summary>
    public static IReadOnlyList<Cause> All { get; } = Enum.GetValues<Cause>();

    /// <summary>The name of a cause ("missing_here").</summary>
    public static string Name(this Cause cause) =>
        cause switch
        {
            Cause.MissingHere => "missing_here",
            Cause.MissingThere => "missing_there",
            Cause.TimeZone => "time_zone",
            Cause.Price => "price",
            Cause.Rounding => "rounding",
            Cause.Tier => "tier",
            Cause.Unpriced => "unpriced",
            Cause.Estimated => "estimated",
            _ => "unexplained",
        };

    /// <summary>The cause of a name; null when there is none.</summary>
    public static Cause? Find(string name)
    {
        foreach (Cause cause in All)
        {
            if (cause.Name() == name)
            {
                return cause;
            }
        }

        return null;
    }
}
