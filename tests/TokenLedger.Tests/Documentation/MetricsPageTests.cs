using System.Globalization;
using TokenLedger.Gateway.Metrics;

namespace TokenLedger.Tests.Documentation;

/// <summary>docs/metrics.md lists every metric there is.</summary>
public sealed class MetricsPageTests
{
    private const string TableHead = "|---|---|---|---|";

    private static string Page { get; } = Path.Combine(ProvidersPageTests.Root, "docs", "metrics.md");

    /// <summary>With TOKENLEDGER_UPDATE_DOCS=1 the table is written instead of compared.</summary>
    [Fact]
    public void The_page_holds_exactly_the_metrics_there_are_with_kind_labels_and_meaning()
    {
        List<string> lines = [.. File.ReadAllLines(Page)];
        string[] rows = [.. KnownMetrics.All.Select(Row)];
        if (Environment.GetEnvironmentVariable("TOKENLEDGER_UPDATE_DOCS") == "1")
        {
            lines.RemoveAll(IsRow);
            lines.InsertRange(lines.IndexOf(TableHead) + 1, rows);
            File.WriteAllText(Page, string.Join('\n', lines) + "\n");
            return;
        }

        Assert.Equal(rows, lines.Where(IsRow));
    }

    [Fact]
    public void The_page_says_how_many_values_labels_have()
    {
        string text = File.ReadAllText(Page);

        Assert.All(
            LabelBook.Most,
            bound => Assert.Contains($"`{bound.Key}` {bound.Value}", text, StringComparison.Ordinal)
        );
        Assert.Contains($"any other {LabelBook.UsualMost}", text, StringComparison.Ordinal);
        Assert.Contains(
            MetricSeries.Most.ToString("N0", CultureInfo.InvariantCulture) + " series",
            text,
            StringComparison.Ordinal
        );
    }

    private static bool IsRow(string line) =>
        KnownMetrics.All.Any(metric => line.StartsWith($"| `{metric.Name}`", StringComparison.Ordinal))
        || (
            line.StartsWith("| `", StringComparison.Ordinal) && line.Contains("` | counter |", StringComparison.Ordinal)
        );

    private static string Row(Metric metric) =>
        $"| `{metric.Name}` | {metric.Kind.ToString().ToLowerInvariant()} | {string.Join(", ", metric.Labels)} | {metric.Help} |";
}
