using Microsoft.Data.Sqlite;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Merkle;

namespace TokenLedger.Reporting.Projections;

/// <summary>The one connection that writes a projection file. Each batch and its position are one transaction.</summary>
internal sealed class ViewsWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly EntryFold _fold;
    private readonly Statement _setPosition;

    /// <summary>Opens a file, made if it is not there.</summary>
    /// <exception cref="SqliteException">It is not a projection, or cannot be written.</exception>
    public ViewsWriter(string file)
    {
        _connection = ViewsFolder.Open(file, SqliteOpenMode.ReadWriteCreate);
        try
        {
            // NORMAL may lose the last batches at a power cut, never their order: the position goes back with them.
            Schema.Execute(
                _connection,
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000;"
            );
            if (ViewsPosition.Read(_connection) is { } position)
            {
                Position = position;
            }
            else
            {
                Schema.Create(_connection);
                Position = new(Schema.Version, 0, default);
            }

            _setPosition = new(_connection, "UPDATE position SET next = ?1, last_leaf = ?2, version = ?3");
            _fold = new(_connection);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>How far the file reaches.</summary>
    public ViewsPosition Position { get; private set; }

    /// <summary>Folds a batch: all of it with its position, or nothing.</summary>
    /// <exception cref="SqliteException">The file cannot be written; the position is as before.</exception>
    public void Apply(IReadOnlyList<StoredEntry> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        if (batch[0].Sequence != Position.Next)
        {
            throw new ArgumentException(
                $"The batch begins at {batch[0].Sequence}, not at {Position.Next}.",
                nameof(batch)
            );
        }

        StoredEntry last = batch[^1];
        ViewsPosition after = new(Schema.Version, last.Sequence + 1, LeafHash.Of(last.Bytes.Span));
        using SqliteTransaction transaction = _connection.BeginTransaction();
        try
        {
            foreach (StoredEntry entry in batch)
            {
                _fold.Fold(entry);
            }

            _fold.Flush();
            Store(after);
            transaction.Commit();
        }
        catch
        {
            transaction.Rollback();
            _fold.Forget();
            throw;
        }

        Position = after;
    }

    /// <summary>Says that what is in the file is not to be read any more.</summary>
    public void Invalidate()
    {
        ViewsPosition invalid = Position with { Version = 0 };
        Store(invalid);
        Position = invalid;
    }

    /// <summary>Replaces the content of another file, in one transaction of that file.</summary>
    public void CopyTo(string file)
    {
        using SqliteConnection target = ViewsFolder.Open(file, SqliteOpenMode.ReadWriteCreate);
        _connection.BackupDatabase(target);
    }

    public void Dispose()
    {
        _setPosition.Dispose();
        _fold.Dispose();
        _connection.Dispose();
    }

    private void Store(ViewsPosition position) =>
        _setPosition.Bind(1, position.Next).Bind(2, position.LastLeaf.Span).Bind(3, position.Version).Run();
}
