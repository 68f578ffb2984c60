using TokenLedger.Gateway.Calls;

namespace TokenLedger.Gateway.Upstreams.Rotation;

/// <summary>
/// Upstreams that share calls. Smooth weighted round robin: over any run of as many calls as the weights add up to, each
/// member gets exactly its weight, spread as evenly as can be.
/// </summary>
/// <param name="options">What configuration says of it.</param>
/// <param name="members">The members.</param>
internal sealed class Pool(PoolOptions options, IReadOnlyList<Target> members)
{
    private readonly long[] _credit = new long[members.Count];
    private readonly int _weights = members.Sum(member => member.Weight);
    private readonly Lock _gate = new();

    /// <summary>Whether it shares a call.</summary>
    public bool Concerns(string upstream, string? model) =>
        options.Upstream == upstream && Target.Concerns(options.Models, model);

    /// <summary>The members in the order in which a call tries them.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isWell">Whether a member takes calls now; when none does, all are taken as well.</param>
    public IReadOnlyList<Target> Order(InferenceCall call, Func<Target, bool> isWell)
    {
        int first =
            options.StickySessions
            && call.Attribution.Session is { Length: > 0 } session
            && Home(session) is var home
            && isWell(members[home])
                ? home
                : Next(isWell);
        return [members[first], .. members.Where((_, place) => place != first)];
    }

    private int Next(Func<Target, bool> isWell)
    {
        bool[] well = [.. members.Select(isWell)];
        bool any = well.Contains(true);
        lock (_gate)
        {
            int best = -1;
            long shared = 0;
            for (int place = 0; place < members.Count; place++)
            {
                if (any && !well[place])
                {
                    continue;
                }

                _credit[place] += members[place].Weight;
                shared += members[place].Weight;
                best = best < 0 || _credit[place] > _credit[best] ? place : best;
            }

            _credit[best] -= shared;
            return best;
        }
    }

    /// <summary>The member a session belongs to: the same as long as the pool is, and weighted.</summary>
    private int Home(string session)
    {
        // FNV-1a over the characters: the same in every process.
        ulong hash = 14_695_981_039_346_656_037;
        foreach (char c in session)
        {
            hash = (hash ^ c) * 1_099_511_628_211;
        }

        long left = (long)((hash ^ (hash >> 32)) % (ulong)_weights);
        int place = 0;
        while ((left -= members[place].Weight) >= 0)
        {
            place++;
        }

        return place;
    }
}
