using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Queries.Costs;
using TokenLedger.Reporting.Queries.Outcomes;

namespace TokenLedger.Reporting.Queries.Comparing;

/// <summary>
/// Adds up what variants did in the sessions that outcomes were told of. There may be millions of pairs of a session and a
/// variant: of each only which they were is kept, for what can be told when all are known. One for each thread.
/// </summary>
/// <param name="sessions">The sessions.</param>
/// <param name="keysOf">Puts the tenant, the session and the variant of a group's number somewhere.</param>
internal sealed class ServedVariants(ToldSessions sessions, ServedVariants.KeyReader keysOf) : IGroupTaker
{
    private readonly List<(int Session, int Variant)> _served = [];
    private readonly Dictionary<long, int> _numbers = [];
    private readonly List<long> _variants = [];
    private readonly List<OutcomeTally> _tallies = [];
    private readonly long[] _keys = new long[3];

    /// <summary>Puts the keys of a group's number somewhere.</summary>
    internal delegate void KeyReader(ulong code, Span<long> keys);

    /// <summary>What is summed of each variant in each session: few sums, because there may be millions of these.</summary>
    public static IReadOnlyList<Measure> Measures(bool asBooked) =>
        [CostMeasures.Of(asBooked)[0], CostMeasures.Of(asBooked)[1], .. CostMeasures.Amounts(asBooked)];

    /// <inheritdoc/>
    public void Offer(ulong code, ReadOnlySpan<long> sums)
    {
        bool haveSettled = sums[0] > sums[1];
        if (!haveSettled)
        {
            return;
        }

        keysOf(code, _keys);
        if (sessions.NumberOf((_keys[0], _keys[1])) is not { } session)
        {
            return;
        }

        int variant = NumberOf(_keys[2]);
        (Usd known, Usd estimated, long unpriced) = CostMeasures.ReadAmounts(sums[2..]);
        _tallies[variant].Add(sessions.CountsOf(session), known, estimated, areUnpriced: unpriced > 0);
        _served.Add((session, variant));
    }

    /// <summary>What all threads have found, by the variant's number.</summary>
    public static Dictionary<long, VariantOutcomes> Join(IReadOnlyList<ServedVariants> parts, ToldSessions sessions)
    {
        int[] variants = new int[sessions.Count];
        foreach ((int session, _) in parts.SelectMany(part => part._served))
        {
            variants[session]++;
        }

        Dictionary<long, (OutcomeTally Tally, long Shared)> all = [];
        foreach (ServedVariants part in parts)
        {
            long[] shared = part.Shared(variants);
            for (int i = 0; i < shared.Length; i++)
            {
                (OutcomeTally Tally, long Shared) known = all.GetValueOrDefault(part._variants[i], (new(), 0));
                known.Tally.Add(part._tallies[i]);
                all[part._variants[i]] = known with { Shared = known.Shared + shared[i] };
            }
        }

        return all.ToDictionary(one => one.Key, one => new VariantOutcomes(one.Value.Tally.Figures, one.Value.Shared));
    }

    /// <summary>Outcomes of sessions in which other variants served too, by the variant.</summary>
    private long[] Shared(int[] variants)
    {
        long[] shared = new long[_variants.Count];
        foreach ((int session, int variant) in _served)
        {
            shared[variant] += variants[session] > 1 ? sessions.CountsOf(session).Outcomes : 0;
        }

        return shared;
    }

    private int NumberOf(long variant)
    {
        if (!_numbers.TryGetValue(variant, out int number))
        {
            _numbers.Add(variant, number = _variants.Count);
            _variants.Add(variant);
            _tallies.Add(new());
        }

        return number;
    }
}
