using TokenLedger.Accounting.Rates;

namespace TokenLedger.Configuration;

/// <summary>Reads the rates section: files, and what is laid over the book.</summary>
public sealed class RateSettingsReader(Settings settings, Remarks remarks)
{
    /// <summary>Reads it. What is wrong is remarked; the result counts only when nothing is.</summary>
    public RateSettings Read() =>
        new()
        {
            Files = [.. settings.Items("rates.files").Select(ExistingPath)],
            Overlays = [.. settings.Items("rates.overlays").Select(ExistingPath)],
            Models = new PrivateModelsReader(settings, remarks).Read(),
            Factors = Factors(),
            Watch = settings.Get<TimeSpan>("rates.watch"),
        };

    private List<RateFactor> Factors()
    {
        List<RateFactor> factors = [];
        foreach (FactorKind kind in Enum.GetValues<FactorKind>())
        {
            foreach (ListItem item in ListItem.Of(settings, $"rates.{kind.ToString().ToLowerInvariant()}s"))
            {
                if (Factor(item, kind) is RateFactor factor)
                {
                    factors.Add(factor);
                }
            }
        }

        foreach (
            string name in factors
                .GroupBy(factor => factor.Name)
                .Where(same => same.Count() > 1)
                .Select(same => same.Key)
        )
        {
            Origin origin = settings
                .All.First(setting =>
                    setting.Key.Path.StartsWith("rates.", StringComparison.Ordinal) && setting.Text == name
                )
                .Origin;
            remarks.Problem(
                origin,
                $"rates: two of them are called {name}; entries name them, so each needs a name of its own"
            );
        }

        return factors;
    }

    private RateFactor? Factor(ListItem item, FactorKind kind)
    {
        Setting? name = item.Required("name", remarks);
        Setting? percent = item.Required("percent", remarks);
        if (name is null || percent is null)
        {
            return null;
        }

        decimal share = (decimal)percent.Value;
        if (kind != FactorKind.Markup && share > 100)
        {
            remarks.Problem(percent.Origin, $"{percent.Path}: cannot take off more than 100 percent");
        }

        return new()
        {
            Name = name.Text,
            Kind = kind,
            Percent = share,
            Provider = item.Text("provider") ?? "*",
            Model = item.Text("model") ?? "*",
            Meters =
                item.Text("meters")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                ?? [],
            When = [.. item.Named("when").Select(fact => KeyValuePair.Create(fact.Name, fact.Setting.Text))],
            From = item.Instant("from"),
            To = item.SpanEnd(remarks),
        };
    }

    private string ExistingPath(Setting setting)
    {
        string path = setting.Origin.Absolute(setting.Text);
        if (!Path.Exists(path))
        {
            remarks.Problem(setting.Origin, $"{setting.Path}: there is no {path}");
        }

        return path;
    }
}
