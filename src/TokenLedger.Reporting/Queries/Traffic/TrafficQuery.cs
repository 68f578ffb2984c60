using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Queries.Traffic;

/// <summary>A question about requests as a whole: how many, how they ended, how long they took.</summary>
public sealed record TrafficQuery : Slice;

/// <summary>The answer to a <see cref="TrafficQuery"/>.</summary>
public sealed record TrafficReport
{
    /// <summary>Calls that ended, and those not allowed.</summary>
    public required long Requests { get; init; }

    /// <summary>Those of them that failed or were not allowed.</summary>
    public required long Errors { get; init; }

    /// <summary>Those answered 429, by the upstream or here.</summary>
    public required long TooMany { get; init; }

    /// <summary>Those answered with a status of 500 or more.</summary>
    public required long ServerErrors { get; init; }

    /// <summary>What they cost, as far as priced.</summary>
    public required Usd Cost { get; init; }

    /// <summary>How long calls took, ascending: whole milliseconds, and how many took so long. Of all whose time is known.</summary>
    public required IReadOnlyList<(long Milliseconds, long Calls)> Times { get; init; }

    /// <summary>Ledger entries folded into this answer.</summary>
    public required long AsOfEntry { get; init; }

    /// <summary>Calls whose time is known.</summary>
    public long Timed => Times.Sum(time => time.Calls);

    /// <summary>The mean time in milliseconds, to two decimals; 0 when none is known.</summary>
    public decimal MeanMilliseconds
    {
        get
        {
            decimal sum = Times.Sum(time => (decimal)time.Milliseconds * time.Calls);
            return Timed == 0 ? 0 : decimal.Round(sum / Timed, 2, MidpointRounding.ToEven);
        }
    }

    /// <summary>
    /// The time that a share of calls did not exceed, by nearest rank over all of them; 0 when none is known.
    /// </summary>
    /// <param name="percent">The share, 1 to 100.</param>
    public long Percentile(int percent)
    {
        Int128 rank = (((Int128)Timed * percent) + 99) / 100;
        Int128 passed = 0;
        foreach ((long milliseconds, long calls) in Times)
        {
            passed += calls;
            if (passed >= rank)
            {
                return milliseconds;
            }
        }

        return 0;
    }

    /// <summary>Calls that took at least so many milliseconds and less than so many.</summary>
    public long Between(long least, long limit) =>
        Times.Where(time => time.Milliseconds >= least && time.Milliseconds < limit).Sum(time => time.Calls);
}
