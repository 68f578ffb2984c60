namespace TokenLedger.Dashboard.Held;

/// <summary>What there is of a demonstration: whether one can be started here, or whether this is one.</summary>
public sealed record HeldDemo
{
    /// <summary>There is none.</summary>
    public static HeldDemo None { get; } = new();

    /// <summary>Whether one can be started, by those who may.</summary>
    public bool IsOffered { get; init; }

    /// <summary>The dashboard of the one that runs; null when none does.</summary>
    public Uri? Address { get; init; }

    /// <summary>Whether this gateway is one: its provider, its agents and so its figures are made up.</summary>
    public bool IsHere { get; init; }

    /// <summary>The dashboard from which this one was started; null when it was started by itself.</summary>
    public Uri? Home { get; init; }
}
