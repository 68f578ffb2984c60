using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>An attempt, as the tables know it.</summary>
/// <param name="Number">Its number, see <see cref="Field.Call"/>.</param>
/// <param name="Call">Its call.</param>
/// <param name="Attempt">Which attempt of the call, from 1; 0 when not known.</param>
internal readonly record struct KnownAttempt(long Number, Guid Call, long Attempt);

/// <summary>The second and later attempts of a span, and what was attempted at the same instants.</summary>
/// <param name="Later">The second and later attempts.</param>
/// <param name="Others">Attempts of the span that began when one of them did.</param>
/// <param name="Began">When later attempts began, microseconds since 1970 UTC.</param>
internal sealed record AttemptsOfSpan(
    IReadOnlyList<KnownAttempt> Later,
    IReadOnlyList<KnownAttempt> Others,
    IReadOnlySet<long> Began
) : IRemembered
{
    private const int BytesOfAttempt = 32;

    /// <inheritdoc/>
    public long Bytes => BytesOfAttempt * (2L + Later.Count + Others.Count + Began.Count);
}
