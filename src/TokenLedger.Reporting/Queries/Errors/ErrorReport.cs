using TokenLedger.Reporting.Queries.Grouped;

namespace TokenLedger.Reporting.Queries.Errors;

/// <summary>The answer to an <see cref="ErrorQuery"/>: those with the most failed and refused calls first.</summary>
public sealed record ErrorReport : GroupedReport<ErrorFigures>
{
    /// <summary>The question.</summary>
    public required ErrorQuery Query { get; init; }

    /// <summary>How all calls ended, refused ones too, the most frequent first.</summary>
    public required IReadOnlyList<OutcomeCount> Outcomes { get; init; }

    /// <summary>With which HTTP status calls ended, in the order of the statuses.</summary>
    public required IReadOnlyList<StatusCount> Statuses { get; init; }

    /// <summary>What refused calls, the most frequent first.</summary>
    public required IReadOnlyList<RuleCount> Rules { get; init; }
}

/// <summary>How many calls of a group went wrong.</summary>
/// <param name="Calls">Calls that ended, with cost or without.</param>
/// <param name="Failed">
/// Those of them that ended without the answer they were made for; a caller that left before the end is not among them.
/// </param>
/// <param name="Rejected">Calls not allowed. They are not among <paramref name="Calls"/>: nothing was sent.</param>
public sealed record ErrorFigures(long Calls, long Failed, long Rejected)
{
    /// <summary>The share of the calls that ended which failed, 0 to 1.</summary>
    public decimal ErrorRate => Share.Of(Failed, Calls);

    /// <summary>The share of all that was asked for which was not allowed, 0 to 1.</summary>
    public decimal RejectionRate => Share.Of(Rejected, (Int128)Calls + Rejected);
}

/// <summary>Calls that ended in one way.</summary>
/// <param name="Outcome">How, in the words of the entries; null where they do not say.</param>
/// <param name="Calls">Calls that ended so.</param>
/// <param name="Failed">Those of them that count as failed: all or none.</param>
/// <param name="Rejected">Calls refused for this reason.</param>
public sealed record OutcomeCount(string? Outcome, long Calls, long Failed, long Rejected);

/// <summary>Calls that ended with one status.</summary>
/// <param name="Status">The upstream's HTTP status; null where there was none.</param>
/// <param name="Calls">Calls that ended with it.</param>
/// <param name="Failed">Those of them that failed: also a stream that began with 200 can.</param>
public sealed record StatusCount(int? Status, long Calls, long Failed);

/// <summary>Calls that one rule refused.</summary>
/// <param name="Rule">The budget, limit or rule; null where the entry names none.</param>
/// <param name="Rejected">Calls.</param>
public sealed record RuleCount(string? Rule, long Rejected);
