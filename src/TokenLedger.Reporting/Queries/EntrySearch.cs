using System.Text;
using Microsoft.Data.Sqlite;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries;

/// <summary>An entry and where it lies.</summary>
/// <param name="Sequence">Position in the ledger.</param>
/// <param name="Entry">The entry.</param>
public sealed record FoundEntry(long Sequence, Entry Entry);

/// <summary>
/// Finds single entries of a running ledger as it is now: through the projection as far as it reaches, and in the
/// ledger's own tail from there to the head. Short-lived: what is appended after opening is not found.
/// </summary>
public sealed class EntrySearch : IDisposable
{
    /// <summary>Most entries read beyond the projection; further behind than that, it is not ready.</summary>
    public const int MostTailEntries = 50_000;

    private const int ReadAtOnce = 64;

    private readonly ILedger _ledger;
    private readonly Views _views;
    private readonly List<StoredEntry> _tail = [];
    private IReadOnlyList<StoredEntry> _run = [];

    private EntrySearch(ILedger ledger, Views views) => (_ledger, _views) = (ledger, views);

    /// <summary>Opens a search over a projection, which it owns from then on.</summary>
    /// <returns>Null when the projection is too far behind the ledger; ask again when it has caught up.</returns>
    public static async Task<EntrySearch?> OpenAsync(ILedger ledger, Views views, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(views);
        EntrySearch search = new(ledger, views);
        try
        {
            if (await search.ReadTailAsync(cancellation).ConfigureAwait(false))
            {
                return search;
            }
        }
        catch
        {
            search.Dispose();
            throw;
        }

        search.Dispose();
        return null;
    }

    /// <summary>The entry with an id; null when there is none.</summary>
    public async ValueTask<FoundEntry?> FindAsync(Guid id, CancellationToken cancellation)
    {
        if (_views.SequenceOf(id) is { } sequence)
        {
            return await ReadAsync(sequence, cancellation).ConfigureAwait(false);
        }

        return InTail(id, entry => entry.Id == id).FirstOrDefault();
    }

    /// <summary>Id of the newest adjustment that corrects an entry; null when there is none.</summary>
    public Guid? NewestAdjustmentOf(Guid corrected) =>
        InTail(corrected, entry => IsAdjustmentOf(entry, corrected)).LastOrDefault()?.Entry.Id
        ?? _views.NewestAdjustmentOf(corrected);

    /// <summary>The entries of a call that have a cost of their own: settlements, and what was taken over.</summary>
    public async ValueTask<IReadOnlyList<FoundEntry>> CostsOfCallAsync(Guid call, CancellationToken cancellation)
    {
        List<FoundEntry> found = [];
        (IReadOnlyList<long> known, _) = _views.Find(new EntryFilter { Call = call });
        foreach (long sequence in known)
        {
            found.Add(await ReadAsync(sequence, cancellation).ConfigureAwait(false));
        }

        found.AddRange(InTail(call, entry => entry.Call == call));
        return found.FindAll(one => one.Entry.Kind is EntryKind.Settlement or EntryKind.Import or EntryKind.Span);
    }

    /// <inheritdoc/>
    public void Dispose() => _views.Dispose();

    private static bool IsAdjustmentOf(Entry entry, Guid corrected) =>
        entry.Kind == EntryKind.Adjustment && entry.Corrects == corrected;

    /// <summary>What is looked for in one go often lies close together, so a few entries are read at once and kept.</summary>
    private async ValueTask<FoundEntry> ReadAsync(long sequence, CancellationToken cancellation)
    {
        if (_run.Count == 0 || sequence < _run[0].Sequence || sequence > _run[^1].Sequence)
        {
            _run = await _ledger.ReadAsync(sequence, ReadAtOnce, cancellation).ConfigureAwait(false);
        }

        StoredEntry stored = _run[(int)(sequence - _run[0].Sequence)];
        return new(sequence, EntryReader.Parse(stored.Bytes.Span));
    }

    private async Task<bool> ReadTailAsync(CancellationToken cancellation)
    {
        long head = _ledger.Head.Size;
        if (head - _views.Position > MostTailEntries)
        {
            return false;
        }

        for (long from = _views.Position; from < head; )
        {
            IReadOnlyList<StoredEntry> read = await _ledger
                .ReadAsync(from, (int)(head - from), cancellation)
                .ConfigureAwait(false);
            if (read.Count == 0)
            {
                break;
            }

            _tail.AddRange(read);
            from += read.Count;
        }

        return true;
    }

    /// <summary>Looks for the id's text before anything is parsed: most entries of a tail are about something else.</summary>
    private IEnumerable<FoundEntry> InTail(Guid id, Func<Entry, bool> isMeant)
    {
        byte[] text = Encoding.ASCII.GetBytes(id.ToString("D"));
        foreach (StoredEntry stored in _tail)
        {
            if (stored.Bytes.Span.IndexOf(text) >= 0 && TryParse(stored) is { } entry && isMeant(entry))
            {
                yield return new(stored.Sequence, entry);
            }
        }
    }

    private static Entry? TryParse(StoredEntry stored)
    {
        try
        {
            return EntryReader.Parse(stored.Bytes.Span);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

/// <summary>Single entries by the ids the projection knows.</summary>
internal static class SingleEntrySelect
{
    public static long? SequenceOf(SqliteConnection connection, Guid id) =>
        Run(connection, "SELECT min(sequence) FROM entries WHERE id = @id", id) as long?;

    public static Guid? NewestAdjustmentOf(SqliteConnection connection, Guid corrected) =>
        Run(
            connection,
            "SELECT id FROM entries WHERE corrects = @id AND kind = 4 ORDER BY sequence DESC LIMIT 1",
            corrected
        )
            is byte[] id
            ? new Guid(id, bigEndian: true)
            : null;

    private static object? Run(SqliteConnection connection, string sql, Guid id)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // only text of this class reaches it
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("@id", id.ToByteArray(bigEndian: true));
        return command.ExecuteScalar();
    }
}
