using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Reconciliation;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Reconciliation;

/// <summary>
/// The ledger's side of a reconciliation: the line items of all calls of some providers in a window, as corrected by
/// every adjustment seen.
/// </summary>
internal sealed class BookedUsage
{
    /// <summary>Meters of amounts that belong to no quantity.</summary>
    private static readonly string[] _withoutQuantity = ["adjustment", "credit"];

    private readonly SqliteConnection _connection;
    private readonly NameTexts _texts;
    private readonly Dictionary<long, Call> _calls = [];

    private BookedUsage(SqliteConnection connection)
    {
        _connection = connection;
        _texts = new(connection);
    }

    /// <summary>The lines; null when there are more than <paramref name="most"/>.</summary>
    public static List<BookedLine>? Read(
        SqliteConnection connection,
        IReadOnlyCollection<string> providers,
        Window window,
        int most
    )
    {
        BookedUsage usage = new(connection);
        usage.ReadCalls(providers, window);
        return usage.ReadLines(window, most);
    }

    private void ReadCalls(IReadOnlyCollection<string> providers, Window window)
    {
        using SqliteCommand command = _connection.CreateCommand();
        string names = string.Join(',', Enumerable.Range(0, providers.Count).Select(i => "@p" + i));
#pragma warning disable CA2100 // only numbers of parameters are put together
        command.CommandText = $"""
            SELECT row, call, occurred_at, provider, model, api_key, service_tier, known_micro, known_rest FROM calls
            WHERE occurred_at >= @from AND occurred_at < @to AND status IN (1, 4, 5)
              AND provider IN (SELECT id FROM names WHERE text IN ({names}))
            """;
#pragma warning restore CA2100
        AddWindow(command, window);
        int next = 0;
        foreach (string provider in providers)
        {
            command.Parameters.AddWithValue("@p" + next++, provider);
        }

        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            _calls.Add(
                reader.GetInt64(0),
                new(
                    new()
                    {
                        Call = reader.GetInt64(0),
                        CallId = new(reader.GetFieldValue<byte[]>(1), bigEndian: true),
                        At = EntryTime.FromMicroseconds(reader.GetInt64(2)),
                        Provider = _texts.Of(reader.GetInt64(3))!,
                        Model = Text(reader, 4),
                        Key = Text(reader, 5),
                        Tier = Text(reader, 6),
                        Meter = BookedLine.NoMeter,
                    },
                    new SplitAmount(reader.GetInt64(7), reader.GetInt64(8)).Join()
                )
            );
        }
    }

    private List<BookedLine>? ReadLines(Window window, int most)
    {
        List<BookedLine> lines = [];
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = """
            SELECT l.call_row, l.meter, l.quantity, l.provenance, l.amount_micro, l.amount_rest
            FROM call_lines l JOIN calls c ON c.row = l.call_row
            WHERE c.occurred_at >= @from AND c.occurred_at < @to
            """;
        AddWindow(command, window);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (!_calls.TryGetValue(reader.GetInt64(0), out Call? call))
            {
                continue;
            }

            if (lines.Count == most)
            {
                return null;
            }

            lines.Add(Line(call, reader));
        }

        foreach (Call call in _calls.Values.Where(call => call.Rest != Usd.Zero))
        {
            lines.Add(call.Head with { Amount = call.Rest });
        }

        return lines;
    }

    private BookedLine Line(Call call, SqliteDataReader reader)
    {
        string meter = _texts.Of(reader.GetInt64(1))!;
        Usd? amount = reader.IsDBNull(4) ? null : new SplitAmount(reader.GetInt64(4), reader.GetInt64(5)).Join();
        call.Rest -= amount ?? Usd.Zero;
        return _withoutQuantity.Contains(meter)
            ? call.Head with
            {
                Amount = amount,
            }
            : call.Head with
            {
                Meter = meter,
                Quantity = reader.GetDecimal(2),
                Amount = amount,
                Estimated = reader.GetInt64(3) == (long)Provenance.Estimated,
            };
    }

    private static void AddWindow(SqliteCommand command, Window window)
    {
        command.Parameters.AddWithValue(
            "@from",
            window.From is { } from ? EntryTime.ToMicroseconds(from) : long.MinValue
        );
        command.Parameters.AddWithValue("@to", window.To is { } to ? EntryTime.ToMicroseconds(to) : long.MaxValue);
    }

    private string? Text(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : _texts.Of(reader.GetInt64(column));

    private sealed class Call(BookedLine head, Usd known)
    {
        public BookedLine Head { get; } = head;

        /// <summary>What of the cost is in no line.</summary>
        public Usd Rest { get; set; } = known;
    }
}
