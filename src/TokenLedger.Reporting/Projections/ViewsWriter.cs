using Microsoft.Data.Sqlite;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Merkle;
using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Projections;

/// <summary>The one connection that writes a projection file. Each batch and its position are one transaction.</summary>
internal sealed class ViewsWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly EntryFold _fold;
    private readonly Statement _setPosition;
    private readonly ColumnStore? _columns;

    /// <summary>Opens a file, made if it is not there.</summary>
    /// <param name="file">The file.</param>
    /// <param name="segmentRows">Rows of a segment of its columns.</param>
    /// <exception cref="SqliteException">It is not a projection, or cannot be written.</exception>
    public ViewsWriter(string file, int segmentRows = ColumnStore.SegmentRows)
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
                string name = ColumnFolder.NewName();
                Schema.Create(_connection, name);
                Position = new(Schema.Version, 0, default, name);
            }

            _setPosition = new(_connection, "UPDATE position SET next = ?1, last_leaf = ?2, version = ?3");
            _columns = OpenColumns(file, segmentRows);
            _fold = new(_connection);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>The columns, when they are whole and reach as far as the file; null when all is to be built again.</summary>
    private ColumnStore? OpenColumns(string file, int segmentRows)
    {
        if (Position.Version != Schema.Version)
        {
            return null;
        }

        ColumnStore? columns = ColumnStore.Open(ColumnFolder.Beside(file, Position.Columns), segmentRows);
        if (columns is not null && columns.Position >= Position.Next)
        {
            return columns;
        }

        columns?.Dispose();
        Invalidate();
        return null;
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
        ViewsPosition after = Position with { Next = last.Sequence + 1, LastLeaf = LeafHash.Of(last.Bytes.Span) };
        using SqliteTransaction transaction = _connection.BeginTransaction();
        try
        {
            foreach (StoredEntry entry in batch)
            {
                _fold.Fold(entry);
            }

            _fold.Flush();
            Store(after);
            // Before the commit: columns that are ahead leave out what they have, columns behind would be built again.
            _columns!.Append(_fold.TakeRows(), after.Next);
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

    /// <summary>Deletes the columns of files that were replaced; a reader that has them open is not disturbed.</summary>
    public void DeleteOtherColumns(string file) => ColumnFolder.DeleteOthers(file, Position.Columns);

    public void Dispose()
    {
        _setPosition?.Dispose();
        _fold?.Dispose();
        _columns?.Dispose();
        _connection.Dispose();
    }

    private void Store(ViewsPosition position) =>
        _setPosition.Bind(1, position.Next).Bind(2, position.LastLeaf.Span).Bind(3, position.Version).Run();
}
