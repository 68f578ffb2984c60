using System.Globalization;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Metrics;

/// <summary>A page of metrics as a scraper reads it.</summary>
internal sealed class Scrape
{
    private readonly (string Series, decimal Value)[] samples;

    private Scrape(string text)
    {
        Text = text;
        samples =
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => line[0] != '#')
                .Select(line => (line[..line.LastIndexOf(' ')], Number(line[(line.LastIndexOf(' ') + 1)..]))),
        ];
    }

    public string Text { get; }

    public static async Task<Scrape> OfAsync(TestGateway gateway) =>
        new(await gateway.Http.GetStringAsync("/metrics", gateway.Cancellation));

    /// <summary>The sum of all series of a metric that have all these labels.</summary>
    public decimal Sum(string metric, params string[] labels) => Series(metric, labels).Sum(sample => sample.Value);

    /// <summary>All series of a metric that have all these labels.</summary>
    public IReadOnlyList<(string Series, decimal Value)> Series(string metric, params string[] labels) =>
        [
            .. samples.Where(sample =>
                sample.Series.Split('{')[0] == metric
                && labels.All(label => sample.Series.Contains(label, StringComparison.Ordinal))
            ),
        ];

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
