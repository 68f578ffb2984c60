using Microsoft.Data.Sqlite;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Reporting.Projections;

/// <summary>Writes business outcomes, each once. They are no calls and in no sum of costs.</summary>
internal sealed class OutcomeTable(SqliteConnection connection, Names names) : IDisposable
{
    /// <summary>The parts of the attribution that an outcome can be grouped by, as columns; see <see cref="Dimensions"/>.</summary>
    public static IReadOnlyList<int> Parts { get; } =
    [
        Dimensions.Tenant,
        Dimensions.Session,
        Dimensions.Agent,
        Dimensions.Feature,
        Dimensions.User,
        Dimensions.Task,
        Dimensions.Environment,
        Dimensions.Project,
        Dimensions.CostCenter,
    ];

    /// <summary>The tables.</summary>
    public static string Tables { get; } =
        $"""
            CREATE TABLE outcomes (
              sequence INTEGER PRIMARY KEY,
              occurred_at INTEGER NOT NULL,
              booked_at INTEGER NOT NULL,
              name INTEGER NOT NULL,
              success INTEGER NOT NULL,
              value_micro INTEGER,
              value_rest INTEGER,
              {string.Join(", ", Parts.Select(part => Dimensions.Columns[part] + " INTEGER"))}
            ) STRICT;
            CREATE INDEX outcomes_occurred ON outcomes (occurred_at);
            CREATE TABLE outcome_tags (
              sequence INTEGER NOT NULL,
              name INTEGER NOT NULL,
              value INTEGER NOT NULL,
              PRIMARY KEY (sequence, name)
            ) STRICT, WITHOUT ROWID;
            """;

    private const int FirstPart = 8;

    private readonly Statement _outcome = new(
        connection,
        $"INSERT INTO outcomes VALUES ({string.Join(',', Enumerable.Range(1, FirstPart - 1 + Parts.Count).Select(i => "?" + i))})"
    );

    private readonly Statement _tag = new(connection, "INSERT OR REPLACE INTO outcome_tags VALUES (?1, ?2, ?3)");

    /// <summary>Adds an outcome; an entry of that kind that names nothing is none.</summary>
    /// <exception cref="OverflowException">The value does not fit.</exception>
    public void Add(long sequence, Entry entry)
    {
        if (entry.Name is not { } name || entry.Attribution.Session is null)
        {
            return;
        }

        SplitAmount? value = entry.Value is { } usd ? SplitAmount.Of(usd) : null;
        Attribution who = entry.Attribution;
        _outcome
            .Bind(1, sequence)
            .Bind(2, EntryTime.ToMicroseconds(entry.OccurredAt))
            .Bind(3, EntryTime.ToMicroseconds(entry.RecordedAt))
            .Bind(4, names.Of(name))
            .Bind(5, entry.Success is true ? 1 : 0)
            .Bind(6, value?.Micro)
            .Bind(7, value?.Rest);
        string?[] parts =
        [
            who.Tenant,
            who.Session,
            who.Agent,
            who.Feature,
            who.User,
            who.Task,
            who.Environment,
            who.Project,
            who.CostCenter,
        ];
        for (int i = 0; i < parts.Length; i++)
        {
            _outcome.Bind(FirstPart + i, names.Of(parts[i]));
        }

        _outcome.Run();
        foreach ((string tag, string text) in who.Tags)
        {
            _tag.Bind(1, sequence).Bind(2, names.Of(tag)).Bind(3, names.Of(text)).Run();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _outcome.Dispose();
        _tag.Dispose();
    }
}
