using Microsoft.Data.Sqlite;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Merkle;

namespace TokenLedger.Reporting.Projections;

/// <summary>How far a projection file reaches, and which ledger it was made from.</summary>
/// <param name="Version">Schema version it was made with; 0 when its content is not to be read.</param>
/// <param name="Next">Entries folded: the sequence of the next one.</param>
/// <param name="LastLeaf">Leaf hash of the entry before; empty at the start.</param>
/// <param name="Columns">The folder of its columns, beside the file.</param>
internal readonly record struct ViewsPosition(int Version, long Next, ReadOnlyMemory<byte> LastLeaf, string Columns)
{
    /// <summary>Reads the position; null when the file has no tables yet.</summary>
    public static ViewsPosition? Read(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_schema WHERE name = 'position'";
        if ((long)command.ExecuteScalar()! == 0)
        {
            return null;
        }

        command.CommandText = "SELECT * FROM position";
        using SqliteDataReader reader = command.ExecuteReader();
        reader.Read();
        // A file of another version may have other columns; all that matters of it is that it is another.
        return reader.GetInt32(1) == Schema.Version || reader.FieldCount == 5
            ? new(reader.GetInt32(1), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3), reader.GetString(4))
            : new(0, 0, default, "");
    }

    /// <summary>Whether a source is the ledger this file was made from, as far as it goes.</summary>
    public async ValueTask<bool> IsOfAsync(IEntrySource source, CancellationToken cancellation)
    {
        if (Version != Schema.Version || Next > source.Size)
        {
            return false;
        }

        if (Next == 0)
        {
            return true;
        }

        IReadOnlyList<StoredEntry> last = await source.ReadAsync(Next - 1, 1, cancellation).ConfigureAwait(false);
        return last.Count == 1 && LeafHash.Of(last[0].Bytes.Span).AsSpan().SequenceEqual(LastLeaf.Span);
    }
}
