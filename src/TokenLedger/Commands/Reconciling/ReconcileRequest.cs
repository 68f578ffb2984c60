using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Reconciliation;
using TokenLedger.Configuration;
using TokenLedger.Reporting.Reconciliation.Exports;

namespace TokenLedger.Commands.Reconciling;

/// <summary>What the command line asked for.</summary>
internal sealed record ReconcileRequest
{
    /// <summary>What may remain unexplained when nothing else is said: nothing.</summary>
    public static Usd DefaultTolerance => Usd.Zero;

    /// <summary>The rounding of a row that is booked although it was not asked for: a cent.</summary>
    public static Usd DefaultRoundingThreshold { get; } = new(Usd.PicoPerDollar / 100);

    /// <summary>The causes that are booked when nothing else is said.</summary>
    public static IReadOnlyList<Cause> UsuallyBooked { get; } =
    [Cause.MissingHere, Cause.Price, Cause.Estimated, Cause.Unpriced, Cause.Tier];

    public required ServeConfiguration Configuration { get; init; }
    public required ExportForm Form { get; init; }
    public required IReadOnlyList<string> Files { get; init; }
    public TableMapping? Mapping { get; init; }
    public bool ZoneIsStated { get; init; }
    public IReadOnlyDictionary<string, string>? Keys { get; init; }
    public DateOnly? From { get; init; }

    /// <summary>The last day.</summary>
    public DateOnly? To { get; init; }
    public required Usd Tolerance { get; init; }
    public required Usd RoundingThreshold { get; init; }
    public required IReadOnlyList<Cause> Booked { get; init; }
    public bool Json { get; init; }

    /// <summary>The reason of what is booked; null to book nothing.</summary>
    public string? ApplyReason { get; init; }
}
