using System.Buffers;
using System.Globalization;
using System.Text;

namespace TokenLedger.Gateway.Metrics;

/// <summary>
/// Writes metrics as Prometheus reads them: its text format 0.0.4, or OpenMetrics 1.0.
/// </summary>
/// <seealso href="https://prometheus.io/docs/instrumenting/exposition_formats/"/>
public sealed class MetricPage(bool openMetrics)
{
    private readonly ArrayBufferWriter<byte> _page = new(64 * 1024);
    private readonly StringBuilder _line = new(256);

    /// <summary>What it is called in the head of an answer.</summary>
    public string ContentType =>
        openMetrics
            ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
            : "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>What has been written.</summary>
    public ReadOnlyMemory<byte> Written => _page.WrittenMemory;

    /// <summary>Begins a metric; its samples follow.</summary>
    public void Begin(Metric metric)
    {
        string family =
            openMetrics && metric.Kind == MetricKind.Counter ? metric.Name[..^"_total".Length] : metric.Name;
        _line.Append("# HELP ").Append(family).Append(' ');
        Escape(metric.Help, quotes: openMetrics);
        EndLine();
        string kind = metric.Kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Gauge => "gauge",
            _ => "histogram",
        };
        _line.Append("# TYPE ").Append(family).Append(' ').Append(kind);
        EndLine();
    }

    /// <summary>One value of a counter or gauge.</summary>
    public void Sample(Metric metric, decimal value, in LabelValues labels = default) =>
        Line(metric, "", labels, le: null, value);

    /// <summary>One series of a histogram.</summary>
    /// <param name="metric">Which.</param>
    /// <param name="buckets">Observations by bucket, those below not included.</param>
    /// <param name="sum">Their sum.</param>
    /// <param name="labels">The series.</param>
    public void Histogram(Metric metric, IReadOnlyList<long> buckets, decimal sum, in LabelValues labels = default)
    {
        long count = 0;
        for (int i = 0; i < buckets.Count; i++)
        {
            count += buckets[i];
            Line(metric, "_bucket", labels, i < metric.Bounds.Count ? Text(metric.Bounds[i]) : "+Inf", count);
        }

        Line(metric, "_sum", labels, le: null, sum);
        Line(metric, "_count", labels, le: null, count);
    }

    /// <summary>All series of a counter or histogram; one without labels is 0 before anything happened.</summary>
    public void Series(MetricSeries series)
    {
        Begin(series.Metric);
        if (series.Metric.Labels.Count == 0 && series.Cells.Count == 0)
        {
            Sample(series.Metric, 0);
        }

        foreach ((LabelValues labels, MetricSeries.Cell cell) in series.Cells)
        {
            if (series.Metric.Kind == MetricKind.Histogram)
            {
                Histogram(series.Metric, cell.Buckets, cell.Sum, labels);
            }
            else
            {
                Sample(series.Metric, cell.Sum, labels);
            }
        }
    }

    /// <summary>Ends the page.</summary>
    public void End()
    {
        if (openMetrics)
        {
            _line.Append("# EOF");
            EndLine();
        }
    }

    private void Line(Metric metric, string suffix, in LabelValues labels, string? le, decimal value)
    {
        _line.Append(metric.Name).Append(suffix);
        char before = '{';
        for (int i = 0; i < metric.Labels.Count; i++)
        {
            Label(metric.Labels[i], labels[i] ?? "", ref before);
        }

        if (le is not null)
        {
            Label("le", le, ref before);
        }

        _line.Append(before == '{' ? " " : "} ").Append(Text(value));
        EndLine();
    }

    private void Label(string name, string value, ref char before)
    {
        _line.Append(before).Append(name).Append("=\"");
        Escape(value, quotes: true);
        _line.Append('"');
        before = ',';
    }

    private void Escape(string text, bool quotes)
    {
        foreach (char one in text)
        {
            _ = one switch
            {
                '\\' => _line.Append("\\\\"),
                '\n' => _line.Append("\\n"),
                '"' when quotes => _line.Append("\\\""),
                _ => _line.Append(one),
            };
        }
    }

    /// <summary>The shortest exact text of a number.</summary>
    private static string Text(decimal value)
    {
        string text = value.ToString(CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    private void EndLine()
    {
        _line.Append('\n');
        foreach (ReadOnlyMemory<char> chunk in _line.GetChunks())
        {
            Encoding.UTF8.GetBytes(chunk.Span, _page);
        }

        _line.Clear();
    }
}
