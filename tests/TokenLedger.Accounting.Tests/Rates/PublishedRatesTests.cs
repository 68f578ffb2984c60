using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Accounting.Tests.Rates;

/// <summary>The tables in rates/ themselves.</summary>
public sealed class PublishedRatesTests
{
    private static readonly string[] Meters =
    [
        "tokens.input",
        "tokens.input.audio",
        "tokens.input.image",
        "tokens.cache_read",
        "tokens.cache_read.audio",
        "tokens.cache_read.image",
        "tokens.cache_write",
        "tokens.cache_write.5m",
        "tokens.cache_write.30m",
        "tokens.cache_write.1h",
        "tokens.cache_write.12h",
        "tokens.output",
        "tokens.output.reasoning",
        "tokens.output.audio",
        "tokens.output.image",
        "requests",
        "searches.web",
        "searches.file",
        "code.sessions",
        "images",
        "audio.seconds",
        "characters.in",
    ];

    [Fact]
    public void They_load_without_a_problem_and_are_the_ones_built_in()
    {
        RateBookResult result = RateBook.Load(Tables(TestData.Rates));
        Assert.Empty(result.Problems);
        Assert.Equal(result.Book!.Version, RateBook.Embedded.Version);
    }

    [Fact]
    public void A_broken_built_in_table_would_be_found_by_reading_all_of_them() =>
        Assert.Equal(33, RateBook.Embedded.Rows.Select(row => row.Provider).Distinct().Count());

    [Fact]
    public void They_pass_the_review_that_a_change_of_them_must_pass()
    {
        foreach (string provider in RateBook.Embedded.Providers)
        {
            (IReadOnlyList<RateProblem> problems, string? name, int rows) = RateTableReview.Of(
                new($"rates/{provider}.json", RateBook.BuiltInTable(provider))
            );
            Assert.Empty(problems);
            Assert.Equal(provider, name);
            Assert.Equal(RateBook.Embedded.RowsOf(provider).Count, rows);
        }
    }

    [Fact]
    public void They_price_every_model_meter_and_date_edge_as_the_shared_facts_do()
    {
        Assert.SkipWhen(TestData.Shared is null, TestData.NoShared);
        RateBookResult shared = RateBook.Load(Tables(Path.Combine(TestData.Shared!, "rates")));
        Assert.Empty(shared.Problems);
        int compared = 0;
        foreach (RateRow row in shared.Book!.Rows)
        {
            foreach (UsageReport usage in Usages(row))
            {
                foreach (DateTimeOffset at in Edges(shared.Book.Rows, row))
                {
                    Assert.Equal(
                        Shown(shared.Book.Price(row.Provider, usage, null, at, null)),
                        Shown(RateBook.Embedded.Price(row.Provider, usage, null, at, null))
                    );
                    compared++;
                }
            }
        }

        Assert.True(compared > 5_000, $"only {compared} comparisons");
        Assert.Equal(shared.Book.Rows.Count, RateBook.Embedded.Rows.Count);
    }

    [Fact]
    public void Every_shared_table_of_every_provider_can_be_read()
    {
        Assert.SkipWhen(TestData.Shared is null, TestData.NoShared);
        RateBookResult result = RateBook.Load(Tables(Path.Combine(TestData.Shared!, "rates")));
        Assert.Empty(result.Problems);
    }

    private static IEnumerable<UsageReport> Usages(RateRow row)
    {
        string[] ids =
        [
            .. row.Match.Ids,
            .. row.Match.Prefixes,
            .. row.Match.Prefixes.Select(prefix => prefix + "-20250101"),
            row.Model + "-2025-01-01",
        ];
        IEnumerable<IReadOnlyList<RateCondition>> conditions = row
            .Prices.Select(price => price.When)
            .Concat(row.Multipliers.Select(multiplier => multiplier.When))
            .DistinctBy(when => string.Join(' ', when.Select(Shown)));
        foreach (string id in ids)
        {
            foreach (IReadOnlyList<RateCondition> when in conditions)
            {
                yield return Usage(id, when);
            }
        }
    }

    private static UsageReport Usage(string id, IReadOnlyList<RateCondition> when) =>
        new()
        {
            Source = UsageSource.Provider,
            Quantities = [.. Meters.Select((meter, i) => new Quantity(meter, 1_000_003 + i, Provenance.Reported))],
            ServedModel = id,
            Conditions = [.. when.OfType<OneOf>().Select(one => KeyValuePair.Create(one.Dimension, one.Values[0]))],
            ContextTokens = when.OfType<ContextBand>().FirstOrDefault()?.Min ?? 1,
            Flags = [],
        };

    private static IEnumerable<DateTimeOffset> Edges(IReadOnlyList<RateRow> rows, RateRow row)
    {
        DateTimeOffset[] edges =
        [
            DateTimeOffset.UnixEpoch.AddYears(55),
            .. rows.Where(other => other.Model == row.Model)
                .SelectMany(other => new[] { other.From, other.To })
                .OfType<DateTimeOffset>()
                .Distinct(),
        ];
        return edges.SelectMany(edge => new[] { edge.AddSeconds(-1), edge, edge.AddSeconds(1) });
    }

    private static string Shown(RateCondition condition) =>
        condition is OneOf one ? $"{one.Dimension}={string.Join('|', one.Values)}" : condition.ToString();

    private static string Shown(Bill bill) =>
        $"{bill.Model} {bill.Total} {bill.ContextWindow} {string.Join(',', bill.Flags)} "
        + string.Join(
            ';',
            bill.Lines.Select(line =>
                $"{line.Meter}:{line.Rate}/{line.Per}x{string.Join('x', line.Multipliers)}={line.Amount}"
            )
        );

    private static IEnumerable<(string, ReadOnlyMemory<byte>)> Tables(string folder) =>
        Directory
            .GetFiles(folder, "*.json")
            .Where(file => !file.EndsWith(".schema.json", StringComparison.Ordinal))
            .Order()
            .Select(file => (file, (ReadOnlyMemory<byte>)File.ReadAllBytes(file)));
}
