using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Calls;

/// <summary>
/// What corrections change of the costs of calls, to rank and add calls by what they cost on a report's basis. Those of
/// sealed segments are kept from one question to the next.
/// </summary>
internal sealed class CorrectedCosts
{
    private readonly CostChanges? _standing;
    private readonly CostChanges[] _since;

    private CorrectedCosts(StandingAnswer<CostChanges>? found)
    {
        _standing = found?.Standing;
        _since = [.. (found?.Others ?? []).Where(part => part.Count > 0)];
        RunText = found?.RunText ?? "-";
    }

    /// <summary>No corrections.</summary>
    public static CorrectedCosts None { get; } = new(null);

    /// <summary>Reads the corrections of a window; none when the report is as booked.</summary>
    public static CorrectedCosts Read(ColumnView view, ScanQuery question, bool asBooked)
    {
        if (asBooked)
        {
            return None;
        }

        ScanQuery corrections = question with
        {
            Keys = [],
            Measures = [],
            Where = [Corrections.Filter, .. question.Where],
        };
        return new(
            StandingAnswers.Of(
                view,
                corrections,
                $"{corrections.Shape()} changes of costs",
                span => CostChanges.Read(view.ChunksOf(span), corrections),
                CostChanges.Joined
            )
        );
    }

    /// <summary>The sealed segments whose corrections are kept, to be part of the shape of what is made with them.</summary>
    public string RunText { get; }

    /// <summary>Whether any call was corrected.</summary>
    public bool Any => _standing is { Count: > 0 } || _since.Length > 0;

    /// <summary>Whether a call was corrected.</summary>
    /// <param name="call">Its number.</param>
    public bool Has(long call) => _standing?.Has(call) == true || HasSince(call);

    /// <summary>Whether a call was corrected by what is not kept.</summary>
    /// <param name="call">Its number.</param>
    public bool HasSince(long call)
    {
        foreach (CostChanges part in _since)
        {
            if (part.Has(call))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>By how much the cost of a call may have risen at most; zero when none has.</summary>
    /// <param name="least">The least number of the calls meant.</param>
    /// <param name="most">The greatest.</param>
    public Usd MostRise(long least, long most) =>
        _since.Aggregate(
            _standing?.MostRise(least, most) ?? Usd.Zero,
            (rise, part) => rise + part.MostRise(least, most)
        );

    /// <summary>The cost of a call.</summary>
    /// <param name="call">Its number.</param>
    /// <param name="booked">As booked.</param>
    public Usd Of(long call, Usd booked)
    {
        Usd cost = StandingOf(call, booked);
        foreach (CostChanges part in _since)
        {
            cost += part.Of(call);
        }

        return cost;
    }

    /// <summary>The cost of a call by what is kept alone.</summary>
    /// <param name="call">Its number.</param>
    /// <param name="booked">As booked.</param>
    public Usd StandingOf(long call, Usd booked) => _standing is { } known ? booked + known.Of(call) : booked;
}
