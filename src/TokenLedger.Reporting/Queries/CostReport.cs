using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries;

/// <summary>The answer to a <see cref="CostQuery"/>, and what it is an answer about.</summary>
public sealed record CostReport
{
    /// <summary>The question.</summary>
    public required CostQuery Query { get; init; }

    /// <summary>The groups, dearest first, at most the limit.</summary>
    public required IReadOnlyList<CostRow> Rows { get; init; }

    /// <summary>The sum of all groups, also of those left out by the limit.</summary>
    public required CostFigures Total { get; init; }

    /// <summary>What the sum was in the span compared with; null when nothing is compared.</summary>
    public CostChange? Change { get; init; }

    /// <summary>Groups left out by the limit.</summary>
    public required int RowsLeftOut { get; init; }

    /// <summary>Ledger entries folded into this answer: it holds for the ledger of exactly this size.</summary>
    public required long AsOfEntry { get; init; }

    /// <summary>Whether the ledger has any call at all, in the window or not.</summary>
    public required bool AnyCalls { get; init; }

    /// <summary>Entries among them that could not be read. They are in no figure.</summary>
    public required long DeadLetters { get; init; }
}

/// <summary>One group.</summary>
/// <param name="Keys">Its values, one for each of <see cref="GroupedSlice.Columns"/>; null where calls had none.</param>
/// <param name="Providers">The providers whose charges are in it, sorted.</param>
/// <param name="Figures">Its figures.</param>
public sealed record CostRow(IReadOnlyList<string?> Keys, IReadOnlyList<string> Providers, CostFigures Figures)
{
    /// <summary>What it was in the span compared with; null when nothing is compared.</summary>
    public CostChange? Change { get; init; }
}

/// <summary>Counts, tokens and money of a group.</summary>
public sealed record CostFigures
{
    /// <summary>Nothing.</summary>
    public static CostFigures None { get; } = new();

    /// <summary>
    /// Calls that ended: settled, or ended without cost. A call tried on several upstreams counts once for each.
    /// </summary>
    public long Calls { get; init; }

    /// <summary>Those of <see cref="Calls"/> that ended without cost.</summary>
    public long Voided { get; init; }

    /// <summary>
    /// Those of <see cref="Calls"/> that ended without the answer they were made for: refused or broken off by the
    /// upstream, stopped here. A caller that left before the end is not among them.
    /// </summary>
    public long Failed { get; init; }

    /// <summary>Calls still open: authorised and not resolved. In no other figure but <see cref="OpenHold"/>.</summary>
    public long Open { get; init; }

    /// <summary>Calls not allowed.</summary>
    public long Rejected { get; init; }

    /// <summary>The most the open calls are expected to cost, as far as priced.</summary>
    public Usd OpenHold { get; init; }

    /// <summary>Tokens.</summary>
    public TokenCounts Tokens { get; init; }

    /// <summary>The cost as far as priced, estimates included.</summary>
    public Usd Known { get; init; }

    /// <summary>The part of <see cref="Known"/> that rests on quantities that a provider stated.</summary>
    public Usd Reported => Known - Counted - Estimated;

    /// <summary>The part of <see cref="Known"/> that rests on quantities counted here, exactly, from what passed.</summary>
    public Usd Counted { get; init; }

    /// <summary>The part of <see cref="Known"/> that rests on estimated quantities.</summary>
    public Usd Estimated { get; init; }

    /// <summary>Calls of which some part has no price: when not 0, the true cost is higher than <see cref="Known"/>.</summary>
    public long Unpriced { get; init; }

    /// <summary>Adjustments of these calls, and of the group itself.</summary>
    public long Adjustments { get; init; }

    /// <summary>
    /// What they come to, signed: contained in <see cref="Known"/> as corrected, left out of it as booked.
    /// </summary>
    public Usd Adjusted { get; init; }

    /// <summary>Adds figure by figure.</summary>
    public static CostFigures operator +(CostFigures left, CostFigures right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new()
        {
            Calls = left.Calls + right.Calls,
            Voided = left.Voided + right.Voided,
            Failed = left.Failed + right.Failed,
            Open = left.Open + right.Open,
            Rejected = left.Rejected + right.Rejected,
            OpenHold = left.OpenHold + right.OpenHold,
            Tokens = left.Tokens + right.Tokens,
            Known = left.Known + right.Known,
            Counted = left.Counted + right.Counted,
            Estimated = left.Estimated + right.Estimated,
            Unpriced = left.Unpriced + right.Unpriced,
            Adjustments = left.Adjustments + right.Adjustments,
            Adjusted = left.Adjusted + right.Adjusted,
        };
    }

    /// <summary>Takes away figure by figure.</summary>
    public static CostFigures operator -(CostFigures left, CostFigures right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new()
        {
            Calls = left.Calls - right.Calls,
            Voided = left.Voided - right.Voided,
            Failed = left.Failed - right.Failed,
            Open = left.Open - right.Open,
            Rejected = left.Rejected - right.Rejected,
            OpenHold = left.OpenHold - right.OpenHold,
            Tokens = left.Tokens - right.Tokens,
            Known = left.Known - right.Known,
            Counted = left.Counted - right.Counted,
            Estimated = left.Estimated - right.Estimated,
            Unpriced = left.Unpriced - right.Unpriced,
            Adjustments = left.Adjustments - right.Adjustments,
            Adjusted = left.Adjusted - right.Adjusted,
        };
    }
}
