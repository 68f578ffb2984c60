using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace TokenLedger.Reporting.Projections;

/// <summary>
/// One prepared statement, bound by position and run many times. It exists because the projection's speed is the
/// number of such runs: the ADO.NET command boxes every parameter.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    public Statement Bind(int position, long? value)
    {
        Check(
            value is { } number
                ? raw.sqlite3_bind_int64(_statement, position, number)
                : raw.sqlite3_bind_null(_statement, position)
        );
        return this;
    }

    public Statement Bind(int position, string? value)
    {
        Check(
            value is null
                ? raw.sqlite3_bind_null(_statement, position)
                : raw.sqlite3_bind_text(_statement, position, value)
        );
        return this;
    }

    /// <summary>Binds the 16 bytes of an id in big-endian order, so that version 7 ids sort by time.</summary>
    public Statement Bind(int position, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Check(raw.sqlite3_bind_blob(_statement, position, bytes));
        return this;
    }

    public Statement Bind(int position, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, position, value));
        return this;
    }

    /// <summary>Runs a statement that returns no rows.</summary>
    public void Run()
    {
        int result = raw.sqlite3_step(_statement);
        int reset = raw.sqlite3_reset(_statement);
        Check(result == raw.SQLITE_DONE ? raw.SQLITE_OK : reset);
    }

    /// <summary>Moves to the next row; false and reset after the last.</summary>
    public bool Next()
    {
        int result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        Check(raw.sqlite3_reset(_statement));
        return false;
    }

    /// <summary>Ends the reading of rows before the last.</summary>
    public void Reset() => Check(raw.sqlite3_reset(_statement));

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>Columns of a row.</summary>
    public int Columns => raw.sqlite3_column_count(_statement);

    public long Long(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public Guid Guid(int column) => new(raw.sqlite3_column_blob(_statement, column), bigEndian: true);

    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(result, _database);
        }
    }
}
