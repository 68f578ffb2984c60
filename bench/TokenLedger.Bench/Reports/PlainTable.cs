using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Bench.Reports;

/// <summary>The rows as a plain table <c>c</c> of integers, for databases to compare with.</summary>
internal static class PlainTable
{
    private static readonly (string Name, int Column)[] s_columns =
    [
        ("at", (int)Field.OccurredAt),
        ("status", (int)Field.Status),
        ("calls", (int)Field.Calls),
        ("input", (int)Field.Input),
        ("cached", (int)Field.Cached),
        ("written", (int)Field.Written),
        ("output", (int)Field.Output),
        ("reasoning", (int)Field.Reasoning),
        ("micro", (int)Field.KnownMicro),
        ("rest", (int)Field.KnownRest),
        ("estimated", (int)Field.EstimatedMicro),
        ("unpriced", (int)Field.Unpriced),
        ("failed", (int)Field.Failed),
        .. SampleRows
            .Named.Where(one => one.Dimension >= 0)
            .Select(one => (Quoted(one.Name), ColumnLayout.OfDimension(one.Dimension))),
    ];

    /// <summary>Names of the columns, the tag the last.</summary>
    public static IReadOnlyList<string> Columns { get; } = [.. s_columns.Select(one => one.Name), "team"];

    /// <summary>The values of a row, in the order of the columns.</summary>
    public static void Read(ColumnRow row, Span<long> to)
    {
        for (int i = 0; i < s_columns.Length; i++)
        {
            to[i] = row.Values[s_columns[i].Column];
        }

        to[^1] = row.Tags.Count == 0 ? 0 : row.Tags[0].Value;
    }

    /// <summary>SQL for a column: two of their names are words of it.</summary>
    public static string Quoted(string name) => name is "user" or "key" ? $"\"{name}\"" : name;
}
