using System.Text;
using TokenLedger.Gateway.Metrics;

namespace TokenLedger.Gateway.Tests.Metrics;

public sealed class MetricPageTests
{
    private static readonly Metric Calls = new("calls_total", MetricKind.Counter, "Calls,\nby \"who\" \\ what.", "who");

    private static readonly Metric Seconds = new("took_seconds", MetricKind.Histogram, "How long.", "who")
    {
        Bounds = [0.5m, 1],
    };

    private static string Written(MetricPage page)
    {
        page.End();
        return Encoding.UTF8.GetString(page.Written.Span);
    }

    [Fact]
    public void Buckets_hold_what_is_below_them_and_end_with_all()
    {
        MetricSeries series = new(Seconds);
        foreach (decimal took in (decimal[])[0.25m, 0.5m, 0.75m, 7.125m])
        {
            series.Observe(took, new("a"));
        }

        MetricPage page = new(openMetrics: false);
        page.Series(series);

        Assert.Equal(
            """
            # HELP took_seconds How long.
            # TYPE took_seconds histogram
            took_seconds_bucket{who="a",le="0.5"} 2
            took_seconds_bucket{who="a",le="1"} 3
            took_seconds_bucket{who="a",le="+Inf"} 4
            took_seconds_sum{who="a"} 8.625
            took_seconds_count{who="a"} 4

            """,
            Written(page)
        );
    }

    [Fact]
    public void What_callers_have_sent_cannot_end_a_line_or_a_value()
    {
        MetricSeries series = new(Calls);
        series.Add(1.50m, new("a\"} 9\ncalls_total{who=\"b\\"));
        MetricPage page = new(openMetrics: false);
        page.Series(series);

        Assert.Equal(
            """
            # HELP calls_total Calls,\nby "who" \\ what.
            # TYPE calls_total counter
            calls_total{who="a\"} 9\ncalls_total{who=\"b\\"} 1.5

            """,
            Written(page)
        );
    }

    [Fact]
    public void OpenMetrics_names_a_counters_family_without_total_and_marks_the_end()
    {
        MetricSeries series = new(Calls);
        series.Add(2, new("a"));
        MetricPage page = new(openMetrics: true);
        page.Series(series);

        Assert.Equal(
            """
            # HELP calls Calls,\nby \"who\" \\ what.
            # TYPE calls counter
            calls_total{who="a"} 2
            # EOF

            """,
            Written(page)
        );
        Assert.StartsWith("application/openmetrics-text; version=1.0.0", page.ContentType, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_has_no_more_values_than_its_bound_and_the_rest_is_other()
    {
        LabelBook labels = new();
        string[] admitted = [.. Enumerable.Range(0, 1000).Select(i => labels.Admit("model", $"m{i}"))];

        Assert.Equal(LabelBook.MostOf("model") + 1, admitted.Distinct().Count());
        Assert.Equal(LabelBook.Other, admitted[^1]);
        Assert.Equal("m3", labels.Admit("model", "m3"));
        Assert.Equal(LabelBook.Other, labels.AdmitKnown("provider", "nobody-has-used-it"));
    }

    [Fact]
    public void A_metric_has_a_bounded_number_of_series_and_loses_no_count()
    {
        MetricSeries series = new(Calls);
        for (int i = 0; i < MetricSeries.Most + 500; i++)
        {
            series.Add(1, new($"{i}"));
        }

        Assert.Equal(MetricSeries.Most + 1, series.Cells.Count);
        Assert.Equal(500, series.Cells[new(LabelBook.Other)].Sum);
        Assert.Equal(MetricSeries.Most + 500, series.Cells.Values.Sum(cell => cell.Sum));
    }

    [Fact]
    public void Names_are_unique_counters_end_in_total_and_at_most_four_labels_are_given()
    {
        Assert.Equal(KnownMetrics.All.Count, KnownMetrics.All.Select(metric => metric.Name).Distinct().Count());
        Assert.All(
            KnownMetrics.All,
            metric =>
            {
                Assert.Equal(
                    metric.Kind == MetricKind.Counter,
                    metric.Name.EndsWith("_total", StringComparison.Ordinal)
                );
                Assert.InRange(metric.Labels.Count, 0, 4);
                Assert.Equal(metric.Kind == MetricKind.Histogram, metric.Bounds.Count > 0);
            }
        );
    }
}
