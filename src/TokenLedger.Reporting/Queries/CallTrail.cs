using System.Text;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries;

/// <summary>
/// Finds the entries of a call right after they were written: through the projection as far as it reaches, and by
/// reading the ledger itself from there to its head.
/// </summary>
public sealed class CallTrail(ILedger ledger, ViewsFolder folder, ProjectionFollower follower)
{
    /// <summary>Longest wait for the projection before the tail is read instead.</summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Most entries read beyond the projection. Older calls are found again when it has caught up.</summary>
    public const int MostTailEntries = 20_000;

    /// <summary>Entries of one call shown, the newest.</summary>
    public const int MostEntries = 1000;

    /// <summary>The entries, oldest first; empty when the ledger has none.</summary>
    public async Task<IReadOnlyList<StoredEntry>> FindAsync(Guid call, CancellationToken cancellation)
    {
        long head = ledger.Head.Size;
        await follower.WaitForAsync(head, LongestWait, cancellation).ConfigureAwait(false);
        (IReadOnlyList<long> known, long reached) = Known(call);
        List<StoredEntry> found = [];
        foreach (long sequence in known)
        {
            found.AddRange(await ledger.ReadAsync(sequence, 1, cancellation).ConfigureAwait(false));
        }

        long from = Math.Max(reached, head - MostTailEntries);
        while (from < head)
        {
            int most = (int)Math.Min(ProjectionFollower.BatchEntries, head - from);
            IReadOnlyList<StoredEntry> tail = await ledger.ReadAsync(from, most, cancellation).ConfigureAwait(false);
            if (tail.Count == 0)
            {
                break;
            }

            found.AddRange(tail.Where(entry => IsOf(call, entry)));
            from += tail.Count;
        }

        return found;
    }

    private (IReadOnlyList<long> Sequences, long Reached) Known(Guid call)
    {
        using Views? views = Views.Open(folder);
        return views?.Find(new EntryFilter { Call = call, Limit = MostEntries }) ?? ([], 0);
    }

    /// <summary>Looks for the id's text before anything is parsed: most entries of a tail are of other calls.</summary>
    private static bool IsOf(Guid call, StoredEntry entry)
    {
        Span<byte> text = stackalloc byte[36];
        Encoding.ASCII.GetBytes(call.ToString("D"), text);
        if (entry.Bytes.Span.IndexOf(text) < 0)
        {
            return false;
        }

        try
        {
            return EntryReader.Parse(entry.Bytes.Span).Call == call;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
