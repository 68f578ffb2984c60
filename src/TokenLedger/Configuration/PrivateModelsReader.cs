using System.Text;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Configuration;

/// <summary>
/// Makes rate tables of rates.models, one per provider, so that a private model passes the same checks as any other row.
/// </summary>
internal sealed class PrivateModelsReader(Settings settings, Remarks remarks)
{
    private const string Source = "configuration";

    private static readonly (string Key, string Meter, long Per)[] Prices =
    [
        ("input", Meters.Input, 1_000_000),
        ("cache_read", Meters.CacheRead, 1_000_000),
        ("cache_write", Meters.CacheWrite, 1_000_000),
        ("output", Meters.Output, 1_000_000),
        ("request", Meters.Requests, 1),
    ];

    public IReadOnlyList<RateFile> Read()
    {
        List<RateRow> rows = [];
        foreach (ListItem item in ListItem.Of(settings, "rates.models"))
        {
            if (Row(item) is RateRow row)
            {
                rows.Add(row);
            }
        }

        return [.. rows.GroupBy(row => row.Provider).Select(Table)];
    }

    private RateRow? Row(ListItem item)
    {
        Setting? provider = item.Required("provider", remarks);
        Setting? model = item.Required("model", remarks);
        RatePrice[] prices = [.. Prices.SelectMany(price => Price(item, price.Key, price.Meter, price.Per))];
        // A price that is wrong has been remarked already.
        if (
            prices.Length == 0
            && !remarks.Problems.Any(problem => problem.Message.StartsWith(item.Path + ".", StringComparison.Ordinal))
        )
        {
            remarks.Problem(
                item.Settings[0].Origin,
                $"{item.Path}: needs a price: {string.Join(", ", Prices.Select(price => price.Key))}"
            );
        }

        if (provider is null || model is null)
        {
            return null;
        }

        bool pattern = model.Text.EndsWith('*');
        return new()
        {
            Provider = provider.Text.ToLowerInvariant(),
            Model = model.Text,
            Match = pattern ? new([], [model.Text[..^1]], [], [], []) : new([model.Text], [], [], [], []),
            From = item.Instant("from"),
            To = item.SpanEnd(remarks),
            Prices = prices,
            Multipliers = [],
            Minimums = [],
            Free = prices.All(price => price.PicoPerUnit.Numerator == 0),
            Confidence = "high",
            Sources = [Source],
            Key = "",
        };
    }

    private static IEnumerable<RatePrice> Price(ListItem item, string key, string meter, long per)
    {
        if (item.Find(key) is Setting setting && ExactRatio.TryParse(setting.Text, out ExactRatio dollars))
        {
            yield return new(meter, setting.Text, per, [], dollars.PicoPerUnit(per));
        }
    }

    private static RateFile Table(IGrouping<string, RateRow> rows) =>
        new(
            "rates.models",
            Encoding.UTF8.GetBytes(
                RateTableWriter.Write(
                    rows.Key,
                    // No day of its own: the same models must give the same version on every day.
                    DateOnly.FromDateTime(DateTime.UnixEpoch),
                    [KeyValuePair.Create(Source, "rates.models of the configuration")],
                    rows
                )
            )
        );
}
