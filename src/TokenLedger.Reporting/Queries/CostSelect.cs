using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries;

/// <summary>
/// Answers a <see cref="CostQuery"/>: what has ended is summed over the columns; what is still open, which is little, is
/// selected from the table.
/// </summary>
internal sealed class CostSelect
{
    private const int UnknownName = -1; // no row has it

    private readonly SqliteConnection _connection;
    private readonly CostQuery _query;
    private readonly NameTexts _texts;
    private readonly IReadOnlyList<Grouping> _columns;
    private readonly Dictionary<GroupKey, CostRow> _groups = [];

    private CostSelect(SqliteConnection connection, CostQuery query)
    {
        (_connection, _query, _columns) = (connection, query, query.Columns);
        _texts = new(connection);
    }

    /// <summary>All groups, in no order.</summary>
    /// <param name="connection">The tables.</param>
    /// <param name="columns">The columns; they may reach further than the tables.</param>
    /// <param name="position">Entries folded into the tables.</param>
    /// <param name="query">The question.</param>
    public static List<CostRow> Run(SqliteConnection connection, ColumnView columns, long position, CostQuery query)
    {
        CostSelect select = new(connection, query);
        select.AddEnded(columns, position);
        select.AddOpen();
        return [.. select._groups.Values];
    }

    private void AddEnded(ColumnView columns, long position)
    {
        // The provider is always a key, last: a row says whose charges are in it.
        ScanKey provider = ScanKey.OfDimension(Dimensions.Provider);
        ScanQuery question = new()
        {
            Keys = [.. _columns.Select(KeyOf), provider],
            Measures = CostMeasures.Of(_query.AsBooked),
            Where = [.. _query.Where.Select(where => (KeyOf(where.Key), NumberOf(where.Value)))],
            Instant = _query.AsBooked ? Field.BookedAt : Field.OccurredAt,
            From = _query.Window.From is { } from ? EntryTime.ToMicroseconds(from) : null,
            To = _query.Window.To is { } to ? EntryTime.ToMicroseconds(to) : null,
            Before = position,
        };
        foreach (ScanGroup group in Scan.Run(columns, question))
        {
            CostFigures figures = CostMeasures.Read(group.Sums);
            if (figures != CostFigures.None)
            {
                Add(group.Keys.AsSpan(0, _columns.Count), group.Keys[^1], figures);
            }
        }
    }

    private void AddOpen()
    {
        using SqliteCommand command = _connection.CreateCommand();
        SelectText select = new(command);
        string keys = string.Join(", ", _columns.Select(select.Expression));
        select.KeepOpen(_query.Window, _query.AsBooked);
        foreach ((Grouping grouping, string value) in _query.Where)
        {
            select.Keep(grouping, value);
        }

        string groupBy = string.Join(", ", Enumerable.Range(1, _columns.Count + 1));
#pragma warning disable CA2100 // names of columns and parameters only, see SelectText
        command.CommandText =
            $"SELECT {keys}, c.provider, count(*), sum(c.hold_micro), sum(c.hold_rest) "
            + $"FROM calls c{select.Rest} GROUP BY {groupBy}";
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        long[] numbers = new long[_columns.Count + 1];
        while (reader.Read())
        {
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = reader.IsDBNull(i) ? 0 : reader.GetInt64(i);
            }

            int at = numbers.Length;
            CostFigures figures = new()
            {
                Open = reader.GetInt64(at),
                OpenHold = reader.IsDBNull(at + 1)
                    ? default
                    : new SplitAmount(reader.GetInt64(at + 1), reader.GetInt64(at + 2)).Join(),
            };
            Add(numbers.AsSpan(0, _columns.Count), numbers[^1], figures);
        }
    }

    private void Add(ReadOnlySpan<long> numbers, long provider, CostFigures figures)
    {
        GroupKey key = GroupKey.Of(numbers);
        string? name = _texts.Of(provider == 0 ? null : provider);
        if (!_groups.TryGetValue(key, out CostRow? row))
        {
            _groups[key] = new(TextsOf(numbers), name is null ? [] : [name], figures);
            return;
        }

        _groups[key] = row with
        {
            Figures = row.Figures + figures,
            Providers =
                name is null || row.Providers.Contains(name)
                    ? row.Providers
                    : [.. row.Providers.Append(name).Order(StringComparer.Ordinal)],
        };
    }

    private string?[] TextsOf(ReadOnlySpan<long> numbers)
    {
        string?[] texts = new string?[numbers.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = _texts.Of(numbers[i] == 0 ? null : numbers[i]);
        }

        return texts;
    }

    private ScanKey KeyOf(Grouping grouping) =>
        grouping.Column is { } column ? ScanKey.OfDimension(column) : ScanKey.OfTag(NumberOf(grouping.Tag!));

    private long NumberOf(string text)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = "SELECT id FROM names WHERE text = @text";
        command.Parameters.AddWithValue("@text", text);
        return command.ExecuteScalar() is long number ? number : UnknownName;
    }

    /// <summary>The numbers of a group's names, up to <see cref="CostQuery.MostGroupings"/> and the provider.</summary>
    private readonly record struct GroupKey(int Count, long First, long Second, long Third, long Fourth)
    {
        public static GroupKey Of(ReadOnlySpan<long> numbers) =>
            new(numbers.Length, At(numbers, 0), At(numbers, 1), At(numbers, 2), At(numbers, 3));

        private static long At(ReadOnlySpan<long> numbers, int place) => place < numbers.Length ? numbers[place] : 0;
    }
}
