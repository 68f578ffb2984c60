using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Reporting.Queries;

/// <summary>Reads the record of changes: the projection knows where admin entries lie, the ledger what they say.</summary>
/// <param name="ledger">The ledger.</param>
public sealed class ChangeTrail(ILedger ledger)
{
    /// <summary>Most admin entries read for one page; a page that ends early says where to go on.</summary>
    public const int MostRead = 4_096;

    private const int AtOnce = 256;

    /// <summary>The changes meant.</summary>
    /// <param name="views">The projection.</param>
    /// <param name="query">Which.</param>
    /// <param name="cancellation">Stops reading.</param>
    public async Task<ChangePage> FindAsync(Views views, ChangeQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(views);
        ArgumentNullException.ThrowIfNull(query);
        List<FoundEntry> found = [];
        long before = Math.Min(query.Before ?? long.MaxValue, views.Position);
        for (int read = 0; read < MostRead; )
        {
            IReadOnlyList<long> sequences = views.AdminBefore(before, AtOnce);
            foreach (long sequence in sequences)
            {
                if (found.Count == query.Limit)
                {
                    return new(found, before, views.Position);
                }

                before = sequence;
                await TakeAsync(sequence, query, found, cancellation).ConfigureAwait(false);
            }

            if (sequences.Count < AtOnce)
            {
                return new(found, null, views.Position);
            }

            read += sequences.Count;
        }

        return new(found, before, views.Position);
    }

    private async Task TakeAsync(
        long sequence,
        ChangeQuery query,
        List<FoundEntry> found,
        CancellationToken cancellation
    )
    {
        foreach (StoredEntry stored in await ledger.ReadAsync(sequence, 1, cancellation).ConfigureAwait(false))
        {
            Entry entry = EntryReader.Parse(stored.Bytes.Span);
            if (query.Matches(entry))
            {
                found.Add(new(stored.Sequence, entry));
            }
        }
    }
}
