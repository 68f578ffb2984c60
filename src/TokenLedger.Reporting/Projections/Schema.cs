using Microsoft.Data.Sqlite;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Reporting.Projections;

/// <summary>
/// The tables of <c>views.db</c>. Everything in them is a fold of the ledger and can be thrown away: there are no
/// migrations, a change of the schema raises <see cref="Version"/> and the file is built again.
/// </summary>
/// <remarks>
/// <para>Ids are 16-byte blobs, times are microseconds since 1970 UTC, texts that repeat are numbers of <c>names</c>,
/// and each amount is two integers, see <see cref="SplitAmount"/>. No column is a REAL.</para>
/// <para>A row of <c>calls</c> is one attempt of a call, as corrected by every adjustment seen; its number is the
/// sequence of the entry that opened it; an adjustment that corrects no entry has a row of its own, which nothing but
/// adjustments is in. What each correction changed is a row of the columns. <c>booked_at</c> is when the ledger took the entry that ended the attempt.</para>
/// <para>Sums over many calls are not made here but over the columns beside this file, whose folder <c>position</c>
/// names; see <see cref="Columns.ColumnStore"/>. Both are written by one fold.</para>
/// </remarks>
internal static class Schema
{
    /// <summary>Raised by every change of a table or of what is folded into it.</summary>
    public const int Version = 8;

    private static readonly string _tables = $"""
        CREATE TABLE position (
          one INTEGER PRIMARY KEY CHECK (one = 1),
          version INTEGER NOT NULL,
          next INTEGER NOT NULL,
          last_leaf BLOB NOT NULL,
          columns TEXT NOT NULL
        ) STRICT;
        CREATE TABLE names (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE entries (
          sequence INTEGER PRIMARY KEY,
          id BLOB NOT NULL,
          kind INTEGER NOT NULL,
          call BLOB,
          call_row INTEGER,
          session INTEGER,
          trace TEXT,
          tenant INTEGER,
          recorded_at INTEGER NOT NULL,
          occurred_at INTEGER NOT NULL,
          corrects BLOB
        ) STRICT;
        CREATE INDEX entries_id ON entries (id);
        CREATE INDEX entries_call ON entries (call) WHERE call IS NOT NULL;
        CREATE INDEX entries_session ON entries (session) WHERE session IS NOT NULL;
        CREATE INDEX entries_trace ON entries (trace) WHERE trace IS NOT NULL;
        CREATE INDEX entries_corrects ON entries (corrects) WHERE corrects IS NOT NULL;
        CREATE INDEX entries_admin ON entries (sequence) WHERE kind = {(int)EntryKind.Admin};
        CREATE TABLE calls (
          row INTEGER PRIMARY KEY,
          call BLOB NOT NULL,
          attempt INTEGER NOT NULL,
          status INTEGER NOT NULL,
          occurred_at INTEGER NOT NULL,
          booked_at INTEGER NOT NULL,
          {string.Concat(Dimensions.Columns.Select(column => column + " INTEGER, "))}
          http_status INTEGER,
          latency_ms INTEGER,
          first_byte_ms INTEGER,
          hold_micro INTEGER,
          hold_rest INTEGER,
          input INTEGER NOT NULL,
          cached INTEGER NOT NULL,
          written INTEGER NOT NULL,
          output INTEGER NOT NULL,
          reasoning INTEGER NOT NULL,
          known_micro INTEGER NOT NULL,
          known_rest INTEGER NOT NULL,
          estimated_micro INTEGER NOT NULL,
          estimated_rest INTEGER NOT NULL,
          unpriced INTEGER NOT NULL,
          prompt INTEGER,
          context_tokens INTEGER,
          context_window INTEGER,
          tools_offered INTEGER,
          tools_called INTEGER,
          streamed INTEGER
        ) STRICT;
        CREATE INDEX calls_occurred ON calls (occurred_at);
        CREATE INDEX calls_open ON calls (status) WHERE status = 0;
        CREATE TABLE call_lines (
          sequence INTEGER NOT NULL,
          line INTEGER NOT NULL,
          call_row INTEGER NOT NULL,
          meter INTEGER NOT NULL,
          quantity TEXT NOT NULL,
          provenance INTEGER NOT NULL,
          amount_micro INTEGER,
          amount_rest INTEGER,
          PRIMARY KEY (sequence, line)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE call_tags (
          call_row INTEGER NOT NULL,
          name INTEGER NOT NULL,
          value INTEGER NOT NULL,
          PRIMARY KEY (call_row, name)
        ) STRICT, WITHOUT ROWID;
        {OutcomeTable.Tables}
        CREATE TABLE dead_letters (sequence INTEGER PRIMARY KEY, error TEXT NOT NULL) STRICT;
        """;

    /// <summary>Creates the tables in an empty file.</summary>
    /// <param name="connection">The file.</param>
    /// <param name="columns">The name of the folder of its columns.</param>
    public static void Create(SqliteConnection connection, string columns)
    {
        using SqliteTransaction transaction = connection.BeginTransaction();
        Execute(connection, _tables);
        Execute(connection, $"INSERT INTO position VALUES (1, {Version}, 0, x'', '{columns}')");
        transaction.Commit();
    }

    /// <summary>Runs SQL that takes no values.</summary>
    public static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // only text of this assembly reaches it
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
