using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Outcomes;

/// <summary>
/// Reads outcomes from their table, those that were told while a run of segments of the columns was filled together. They
/// never change, so what was told during a sealed run is remembered.
/// </summary>
internal sealed class OutcomeRows
{
    private const string Told =
        "coalesce(c.tenant, 0), c.session, c.success, c.value_micro IS NOT NULL, coalesce(c.value_micro, 0), coalesce(c.value_rest, 0), c.name";

    private readonly SqliteConnection _connection;
    private readonly ColumnView _view;
    private readonly long _before;
    private readonly string _columns;
    private readonly Lock _reading = new(); // a connection is one thread's at a time

    private OutcomeRows(SqliteConnection connection, ColumnView view, long before, string columns) =>
        (_connection, _view, _before, _columns) = (connection, view, before, columns);

    /// <summary>All outcomes, in the order of the ledger, see <see cref="ToldOutcome"/>.</summary>
    /// <param name="connection">The tables.</param>
    /// <param name="view">The columns.</param>
    /// <param name="before">Entries folded into the tables.</param>
    /// <param name="instant">The column of the instant that counts.</param>
    /// <param name="groupings">What else to read, as <see cref="NameNumbers"/> knows it.</param>
    public static IReadOnlyList<PackedRows> Read(
        SqliteConnection connection,
        ColumnView view,
        long before,
        string instant,
        IEnumerable<ScanKey> groupings
    )
    {
        string columns = string.Join(", ", groupings.Select(Expression).Prepend(Told).Prepend("c." + instant));
        OutcomeRows rows = new(connection, view, before, columns);
        ScanQuery all = new()
        {
            Keys = [],
            Measures = [],
            Before = before,
        };
        return
        [
            .. SpanAnswers
                .Of(view, all, "outcomes " + columns, () => rows, (reader, span) => reader.Read(span))
                .Select(one => one.Answer),
        ];
    }

    private static string Expression(ScanKey key) =>
        key.Column >= 0
            ? $"coalesce(c.{Dimensions.Columns[key.Column - ColumnLayout.Fields]}, 0)"
            : $"coalesce((SELECT t.value FROM outcome_tags t WHERE t.sequence = c.sequence AND t.name = {key.Tag}), 0)";

    private PackedRows Read(ChunkSpan span)
    {
        long from = span.First == 0 ? 0 : EndOf(span.First - 1);
        bool isLast = span.First + span.Count == _view.Chunks.Count;
        long to = isLast ? _before : Math.Min(_before, EndOf(span.First + span.Count - 1));
        lock (_reading)
        {
            using Statement select = new(
                _connection,
                $"SELECT {_columns} FROM outcomes c WHERE c.sequence >= ?1 AND c.sequence < ?2 ORDER BY c.sequence"
            );
            List<long>[] values = [.. Enumerable.Range(0, select.Columns).Select(_ => new List<long>())];
            select.Bind(1, from).Bind(2, to);
            while (select.Next())
            {
                for (int i = 0; i < values.Length; i++)
                {
                    values[i].Add(select.Long(i));
                }
            }

            return new(values);
        }
    }

    /// <summary>The first sequence after the rows of a chunk.</summary>
    private long EndOf(int chunk) => _view.Chunks[chunk].Bounds((int)Field.Sequence).Most + 1;
}
