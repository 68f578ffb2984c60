using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>An attempt, as the tables know it.</summary>
/// <param name="Number">Its number, see <see cref="Field.Call"/>.</param>
/// <param name="Call">Its call.</param>
/// <param name="Attempt">Which attempt of the call, from 1; 0 when not known.</param>
internal readonly record struct KnownAttempt(long Number, Guid Call, long Attempt);

/// <summary>The second and later attempts of some segments, and what was attempted at the same instants. Immutable.</summary>
internal sealed class AttemptsOfSpan : IRemembered
{
    private const int BytesOfAttempt = 60;

    private readonly Dictionary<long, KnownAttempt> _known = [];
    private readonly Dictionary<Guid, long> _last = [];
    private readonly HashSet<long> _began = [];

    /// <summary>Puts those of a span together.</summary>
    /// <param name="later">The second and later attempts.</param>
    /// <param name="others">Attempts of the span that began when one of them did.</param>
    /// <param name="began">When later attempts began, microseconds since 1970 UTC.</param>
    public AttemptsOfSpan(IEnumerable<KnownAttempt> later, IEnumerable<KnownAttempt> others, IReadOnlySet<long> began)
    {
        foreach (KnownAttempt one in later)
        {
            NoteLast(one.Call, one.Attempt);
            _known[one.Number] = one;
        }

        foreach (KnownAttempt other in others)
        {
            _known[other.Number] = other;
        }

        _began.UnionWith(began);
    }

    private AttemptsOfSpan() { }

    /// <summary>Those of several parts.</summary>
    public static AttemptsOfSpan Joined(IReadOnlyList<AttemptsOfSpan> parts)
    {
        AttemptsOfSpan all = new();
        foreach (AttemptsOfSpan part in parts)
        {
            all._began.UnionWith(part._began);
            foreach ((long number, KnownAttempt one) in part._known)
            {
                all._known[number] = one;
            }

            foreach ((Guid call, long last) in part._last)
            {
                all.NoteLast(call, last);
            }
        }

        return all;
    }

    /// <inheritdoc/>
    public long Bytes => BytesOfAttempt * (1L + _known.Count + _last.Count + _began.Count);

    /// <summary>Whether a later attempt began at an instant, microseconds since 1970 UTC.</summary>
    public bool BeganAt(long instant) => _began.Contains(instant);

    /// <summary>An attempt that is known; null for none.</summary>
    public KnownAttempt? Find(long number) => _known.TryGetValue(number, out KnownAttempt known) ? known : null;

    /// <summary>The last attempt of a call; 0 when no later one is known.</summary>
    public long LastOf(Guid call) => _last.GetValueOrDefault(call);

    private void NoteLast(Guid call, long attempt) => _last[call] = Math.Max(attempt, LastOf(call));
}
