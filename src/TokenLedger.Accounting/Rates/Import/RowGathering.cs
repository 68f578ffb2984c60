namespace TokenLedger.Accounting.Rates.Import;

/// <summary>Gathers the rows of an import and what could not become one.</summary>
/// <param name="format">The foreign form, the only source of every row.</param>
internal sealed class RowGathering(string format)
{
    private readonly SortedDictionary<string, List<RateRow>> rows = new(StringComparer.Ordinal);
    private readonly HashSet<string> claims = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedDictionary<string, List<string>> left = new(StringComparer.Ordinal);

    /// <summary>Notes what is not carried over.</summary>
    public void Leave(string provider, string model, string what)
    {
        if (!left.TryGetValue(what, out List<string>? models))
        {
            left.Add(what, models = []);
        }

        models.Add($"{provider}/{model}");
    }

    /// <summary>Adds a model with its spans of time, unless it says nothing or something that must be looked at.</summary>
    public void Add(string provider, string model, ModelMatch match, long? window, IReadOnlyList<ImportedSpan> spans)
    {
        if (spans.Count == 0 || spans.Any(span => span.Prices.Count == 0))
        {
            Leave(provider, model, "no price: unknown, not free");
            return;
        }

        if (spans.Any(span => span.Prices.All(price => price.PicoPerUnit.Numerator == 0)))
        {
            Leave(provider, model, "every price is 0: say by hand whether it is free");
            return;
        }

        if (spans.Any(span => HasIdleTokens(span.Prices)))
        {
            Leave(provider, model, "its tokens cost 0 beside another charge: left out, not free");
            spans = [.. spans.Select(span => span with { Prices = [.. span.Prices.Where(price => !IsToken(price))] })];
        }

        ModelMatch own = Unclaimed(provider, model, match);
        if (own.Ids.Count + own.Prefixes.Count + own.Patterns.Count == 0)
        {
            return;
        }

        if (!rows.TryGetValue(provider, out List<RateRow>? table))
        {
            rows.Add(provider, table = []);
        }

        table.AddRange(spans.Select(span => Row(provider, model, own, window, span)));
    }

    /// <summary>A price; null, and noted, when the figure cannot be carried over.</summary>
    public RatePrice? Price(
        (string Provider, string Model) of,
        string meter,
        string? usd,
        long per,
        params IReadOnlyList<RateCondition> when
    )
    {
        if (
            usd is null
            || !ExactRatio.TryParse(usd, out ExactRatio dollars)
            || !dollars.TryPicoPerUnit(per, out ExactRatio pico)
        )
        {
            Leave(of.Provider, of.Model, $"{meter}: not a price that can be written exactly");
            return null;
        }

        if (ScaledDecimal.LooksRounded(usd))
        {
            Leave(
                of.Provider,
                of.Model,
                "carried over as written, but its digits look like a binary fraction's: check"
            );
        }

        return new(meter, usd, per, when, pico);
    }

    public ImportedTables Tables() =>
        new(
            format,
            rows.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<RateRow>)pair.Value),
            [.. left.Select(pair => new NotCarried(pair.Key, pair.Value))]
        );

    private static bool HasIdleTokens(IReadOnlyList<RatePrice> prices) =>
        prices.Any(IsToken) && prices.Where(IsToken).All(price => price.PicoPerUnit.Numerator == 0);

    private static bool IsToken(RatePrice price) => price.Meter.StartsWith("tokens.", StringComparison.Ordinal);

    /// <summary>What an earlier model of the provider claims already stays with that one.</summary>
    private ModelMatch Unclaimed(string provider, string model, ModelMatch match)
    {
        string[] ids = [.. match.Ids.Where(id => Claim(provider, model, "id", id))];
        string[] prefixes = [.. match.Prefixes.Where(prefix => Claim(provider, model, "prefix", prefix))];
        return match with { Ids = ids, Prefixes = prefixes };
    }

    private bool Claim(string provider, string model, string kind, string text)
    {
        if (claims.Add($"{provider} {kind} {text}"))
        {
            return true;
        }

        Leave(provider, model, $"the {kind} {text} is another model's already");
        return false;
    }

    private RateRow Row(string provider, string model, ModelMatch match, long? window, ImportedSpan span) =>
        new()
        {
            Provider = provider,
            Model = model,
            Match = match,
            From = span.From,
            To = span.To,
            ContextWindow = window,
            Prices = span.Prices,
            Multipliers = [],
            Minimums = [],
            Confidence = "medium",
            Sources = [format],
            Key = $"{provider}/{model}",
        };
}

/// <summary>Prices during one span of time.</summary>
internal sealed record ImportedSpan(DateTimeOffset? From, DateTimeOffset? To, IReadOnlyList<RatePrice> Prices);
