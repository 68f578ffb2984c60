using TokenLedger.Reporting.Queries.Latency;

namespace TokenLedger.Reporting.Documents;

/// <summary>Times in whole milliseconds; zeros when no call's is known.</summary>
public sealed record TimingDocument
{
    /// <summary>Calls whose time is known; the other figures are about them.</summary>
    public required long Calls { get; init; }

    /// <summary>Half of them took at most this.</summary>
    public required long P50Ms { get; init; }

    /// <summary>90 % took at most this.</summary>
    public required long P90Ms { get; init; }

    /// <summary>95 % took at most this.</summary>
    public required long P95Ms { get; init; }

    /// <summary>99 % took at most this.</summary>
    public required long P99Ms { get; init; }

    /// <summary>The longest.</summary>
    public required long MaxMs { get; init; }

    /// <summary>The mean, rounded to a whole millisecond.</summary>
    public required long MeanMs { get; init; }

    /// <summary>Calls by length, from short to long, without gap.</summary>
    public required IReadOnlyList<TimingBand> Histogram { get; init; }

    /// <summary>The document of times.</summary>
    public static TimingDocument Of(Timing timing)
    {
        ArgumentNullException.ThrowIfNull(timing);
        return new()
        {
            Calls = timing.Calls,
            P50Ms = timing.P50,
            P90Ms = timing.P90,
            P95Ms = timing.P95,
            P99Ms = timing.P99,
            MaxMs = timing.Max,
            MeanMs = timing.Mean,
            Histogram =
            [
                .. timing.Histogram.Select(
                    (calls, i) => new TimingBand(i < Timing.Bands.Count ? Timing.Bands[i] : null, calls)
                ),
            ],
        };
    }
}

/// <summary>One band of a histogram.</summary>
/// <param name="UpToMs">The longest time in it, which none of the bands before has; absent for the last, which has no end.</param>
/// <param name="Calls">Calls in it.</param>
public sealed record TimingBand(long? UpToMs, long Calls);
