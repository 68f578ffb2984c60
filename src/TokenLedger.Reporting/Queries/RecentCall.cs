using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries;

/// <summary>One call for a list.</summary>
public sealed record RecentCall
{
    /// <summary>Call id.</summary>
    public required Guid Call { get; init; }

    /// <summary>When the request began, UTC.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>"open", "settled", "voided", "rejected" or "other".</summary>
    public required string Status { get; init; }

    /// <summary>The provider.</summary>
    public string? Provider { get; init; }

    /// <summary>The model that answered, or was asked for.</summary>
    public string? Model { get; init; }

    /// <summary>The agent.</summary>
    public string? Agent { get; init; }

    /// <summary>How it ended.</summary>
    public string? Outcome { get; init; }

    /// <summary>The cost as far as priced.</summary>
    public required Usd Known { get; init; }

    /// <summary>The estimated part of it.</summary>
    public required Usd Estimated { get; init; }

    /// <summary>Whether some part has no price.</summary>
    public required bool Unpriced { get; init; }

    /// <summary>All tokens.</summary>
    public required long Tokens { get; init; }

    /// <summary>Milliseconds to the end of the answer.</summary>
    public long? LatencyMs { get; init; }
}

/// <summary>Reads the newest calls.</summary>
internal static class RecentSelect
{
    private static readonly string[] _statuses = ["open", "settled", "voided", "rejected", "other"];

    public static List<RecentCall> Run(SqliteConnection connection, int most)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT call, occurred_at, status, provider, model, agent, outcome, known_micro, known_rest,
              estimated_micro, estimated_rest, unpriced, input + cached + written + output + reasoning, latency_ms
            FROM calls WHERE status <> 5 ORDER BY row DESC LIMIT @most
            """;
        command.Parameters.AddWithValue("@most", most);
        NameTexts texts = new(connection);
        using SqliteDataReader reader = command.ExecuteReader();
        List<RecentCall> calls = [];
        while (reader.Read())
        {
            calls.Add(Read(reader, texts));
        }

        return calls;
    }

    private static RecentCall Read(SqliteDataReader reader, NameTexts texts) =>
        new()
        {
            Call = new(reader.GetFieldValue<byte[]>(0), bigEndian: true),
            OccurredAt = EntryTime.FromMicroseconds(reader.GetInt64(1)),
            Status = _statuses[reader.GetInt32(2)],
            Provider = texts.Of(Number(reader, 3)),
            Model = texts.Of(Number(reader, 4)),
            Agent = texts.Of(Number(reader, 5)),
            Outcome = texts.Of(Number(reader, 6)),
            Known = new SplitAmount(reader.GetInt64(7), reader.GetInt64(8)).Join(),
            Estimated = new SplitAmount(reader.GetInt64(9), reader.GetInt64(10)).Join(),
            Unpriced = reader.GetInt64(11) != 0,
            Tokens = reader.GetInt64(12),
            LatencyMs = Number(reader, 13),
        };

    private static long? Number(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetInt64(column);
}
