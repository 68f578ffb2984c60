using Microsoft.Data.Sqlite;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Calls;

/// <summary>Reads single calls from the table that has a row for each.</summary>
internal static class CallsSelect
{
    private const string Columns = """
        c.call, c.occurred_at, c.status, c.provider, c.model, c.tenant, c.session, c.agent, c.outcome, c.known_micro,
        c.known_rest, c.estimated_micro, c.estimated_rest, c.unpriced, c.hold_micro, c.hold_rest,
        c.input + c.cached + c.written + c.output + c.reasoning, c.latency_ms
        """;

    private static readonly string[] s_statuses = ["open", "settled", "voided", "rejected", "other"];

    public static CallsReport Run(SqliteConnection connection, long position, CallsQuery query)
    {
        using SqliteCommand command = connection.CreateCommand();
        SelectText text = new(command);
        text.KeepCalls(query.Window, query.AsBooked);
        foreach (Filter filter in query.Where)
        {
            text.Keep(filter);
        }

        string instant = query.AsBooked ? "c.booked_at" : "c.occurred_at";
        string order =
            query.Order == CallOrder.Cost
                ? "c.known_micro DESC, c.known_rest DESC, c.row DESC"
                : $"{instant} DESC, c.row DESC";
        string limit = $"LIMIT {text.Parameter(query.Limit + 1L)} OFFSET {text.Parameter((long)query.Skip)}";
#pragma warning disable CA2100 // fixed column names and parameters only
        command.CommandText = $"SELECT {Columns} FROM calls c {text.Rest} ORDER BY {order} {limit}";
#pragma warning restore CA2100
        NameTexts names = new(connection);
        List<CallSummary> rows = [];
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(Read(reader, names));
        }

        return new(query, [.. rows.Take(query.Limit)], rows.Count > query.Limit, position);
    }

    private static CallSummary Read(SqliteDataReader reader, NameTexts names) =>
        new()
        {
            Call = new(reader.GetFieldValue<byte[]>(0), bigEndian: true),
            OccurredAt = EntryTime.FromMicroseconds(reader.GetInt64(1)),
            Status = s_statuses[reader.GetInt32(2)],
            Provider = names.Of(Number(reader, 3)),
            Model = names.Of(Number(reader, 4)),
            Tenant = names.Of(Number(reader, 5)),
            Session = names.Of(Number(reader, 6)),
            Agent = names.Of(Number(reader, 7)),
            Outcome = names.Of(Number(reader, 8)),
            Known = new SplitAmount(reader.GetInt64(9), reader.GetInt64(10)).Join(),
            Estimated = new SplitAmount(reader.GetInt64(11), reader.GetInt64(12)).Join(),
            Unpriced = reader.GetInt64(13) != 0,
            Hold = Number(reader, 14) is { } micro ? new SplitAmount(micro, reader.GetInt64(15)).Join() : null,
            Tokens = reader.GetInt64(16),
            LatencyMs = Number(reader, 17),
        };

    private static long? Number(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetInt64(column);
}
