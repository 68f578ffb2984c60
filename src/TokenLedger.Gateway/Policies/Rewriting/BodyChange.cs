using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Relay;

namespace TokenLedger.Gateway.Policies.Rewriting;

/// <summary>Makes a body with splices in it.</summary>
internal static class BodyChange
{
    /// <summary>The changed body; every byte outside the splices is as it was.</summary>
    /// <param name="body">The body.</param>
    /// <param name="splices">What changes; they do not overlap.</param>
    public static PooledBuffer Apply(ReadOnlySpan<byte> body, IEnumerable<BodySplice> splices)
    {
        PooledBuffer changed = new(body.Length + 1024);
        int done = 0;
        foreach (BodySplice splice in splices.OrderBy(splice => splice.Start).ThenBy(splice => splice.Length))
        {
            changed.Append(body[done..splice.Start]);
            changed.Append(splice.Insertion);
            done = splice.Start + splice.Length;
        }

        changed.Append(body[done..]);
        return changed;
    }
}
