using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;
using TokenLedger.Accounting.Tokens;

namespace TokenLedger.Accounting.Tests.Metering;

public sealed class RecordedExchangeTests
{
    public static TheoryData<string> OwnCases => [.. Names(TestData.Own("usage-fixtures"))];

    /// <summary>Cases whose row the project's own tables hold.</summary>
    public static TheoryData<string> CasesOfRealModels =>
        [.. Names(TestData.Own("usage-fixtures")).Where(name => HasOwnRates(name))];

    [Theory]
    [MemberData(nameof(OwnCases))]
    public void A_recorded_exchange_has_exactly_its_expected_bill(string name) =>
        Check(PricingCase.Load(Path.Combine(TestData.Own("usage-fixtures"), name)));

    [Theory]
    [MemberData(nameof(CasesOfRealModels))]
    public void The_projects_own_rates_give_the_same_bill_as_the_row_on_file(string name)
    {
        PricingCase exchange = PricingCase.Load(Path.Combine(TestData.Own("usage-fixtures"), name));
        UsageReport usage = exchange.Read().Report(ended: true);
        Bill onFile = exchange.Price(usage);
        Bill byBook = exchange.PriceByBook(usage);
        Assert.Equal(onFile.Model, byBook.Model);
        Assert.Equal(onFile.Total, byBook.Total);
        Assert.Equal(onFile.Known, byBook.Known);
        Assert.Equal(onFile.Lines.Select(line => line.Amount), byBook.Lines.Select(line => line.Amount));
    }

    [Fact]
    public void Every_shared_exchange_has_exactly_its_expected_bill()
    {
        Assert.SkipWhen(TestData.Shared is null, TestData.NoShared);
        string folder = Path.Combine(TestData.Shared!, "usage-fixtures");
        string[] names = [.. Names(folder)];
        Assert.True(names.Length >= 99, $"only {names.Length} cases");
        Assert.All(names, name => Check(PricingCase.Load(Path.Combine(folder, name))));
    }

    /// <summary>
    /// Not the made-up rows, nor an operator's own price of a server, nor a refusal that leaves only a deployment's name.
    /// </summary>
    private static bool HasOwnRates(string name) =>
        !name.StartsWith("rule-", StringComparison.Ordinal)
        && name is not ("vllm-01-continuous-usage.json" or "azure-04-content-filter.json");

    private static IEnumerable<string> Names(string folder) =>
        Directory.GetFiles(folder, "*.json").Select(path => Path.GetFileName(path)).Order();

    private static void Check(PricingCase exchange)
    {
        UsageReader reader = exchange.Read();
        UsageReport usage = reader.Report(ended: true);
        Bill bill = exchange.Price(usage);
        JsonElement expect = exchange.Expect;
        Assert.Equal(Text(expect, "model"), bill.Model);
        Assert.Equal(Text(expect, "served_model"), usage.ServedModel ?? exchange.RequestedModel);
        Assert.Equal(Text(expect, "usage_source"), SourceName(usage.Source));
        Assert.Equal(Text(expect, "total_usd"), bill.Total?.ToString());
        Assert.Equal(
            expect.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()).Order(),
            usage.Flags.Concat(bill.Flags).Order()
        );
        CheckConditions(expect.GetProperty("conditions"), usage);
        Assert.Equal(
            expect.GetProperty("lines").EnumerateArray().Select(Line).Order(),
            bill.Lines.Select(Line).Order()
        );
        Assert.Equal(Text(expect, "cost_basis") ?? "computed", BasisName(bill.CostBasis));
        if (Text(expect, "provider_cost_usd") is string stated)
        {
            Assert.Equal(stated, usage.ProviderCostUsd?.ToString(CultureInfo.InvariantCulture));
        }

        if (expect.TryGetProperty("known_usd", out JsonElement known))
        {
            Assert.Equal(known.GetString(), bill.Known.ToString());
        }

        CheckEstimates(exchange, reader, usage);
    }

    private static void CheckConditions(JsonElement expected, UsageReport usage)
    {
        Dictionary<string, string> actual = new(usage.Conditions);
        if (usage.ContextTokens is long context)
        {
            actual.Add("context_tokens", context.ToString(CultureInfo.InvariantCulture));
        }

        Assert.Equal(
            expected.EnumerateObject().Select(fact => $"{fact.Name}={fact.Value}").Order(),
            actual.Select(fact => $"{fact.Key}={fact.Value}").Order()
        );
    }

    private static void CheckEstimates(PricingCase exchange, UsageReader reader, UsageReport usage)
    {
        if (!exchange.Expect.TryGetProperty("estimate", out JsonElement estimates))
        {
            Assert.Equal("", reader.UnreportedOutput);
            return;
        }

        foreach (JsonElement estimate in estimates.EnumerateArray())
        {
            bool input = Text(estimate, "meter") == Meters.Input;
            if (!input)
            {
                Assert.Equal(Text(estimate, "text"), reader.UnreportedOutput);
            }

            long tokens = input
                ? PromptEstimate.Count(exchange.Provider, exchange.RequestedModel, exchange.RequestBody.Span)
                : TokenCounter.ForModel(exchange.Provider, usage.ServedModel).Estimate(reader.UnreportedOutput).Tokens;
            Assert.InRange(tokens, estimate.GetProperty("min").GetInt64(), estimate.GetProperty("max").GetInt64());
        }
    }

    private static string Line(JsonElement line) =>
        string.Join(
            ' ',
            Text(line, "meter"),
            Text(line, "quantity"),
            Text(line, "rate"),
            line.TryGetProperty("per", out JsonElement per) ? per.GetInt64() : 0,
            line.TryGetProperty("multipliers", out JsonElement factors)
                ? "[" + string.Join(", ", factors.EnumerateArray().Select(factor => factor.GetRawText())) + "]"
                : "[]",
            Text(line, "priced_as"),
            Text(line, "usd")
        );

    private static string Line(LineItem line) =>
        string.Join(
            ' ',
            line.Meter,
            line.Quantity.ToString(CultureInfo.InvariantCulture),
            line.Rate,
            line.Per,
            "[" + string.Join(", ", line.Multipliers.Select(factor => $"\"{factor}\"")) + "]",
            line.PricedAs,
            line.Amount?.ToString()
        );

    private static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static string BasisName(CostBasis basis) =>
        basis == CostBasis.ProviderReported ? "provider_reported" : "computed";

    private static string SourceName(UsageSource source) =>
        source switch
        {
            UsageSource.Provider => "provider",
            UsageSource.ProviderPartial => "provider_partial",
            UsageSource.Estimated => "estimated",
            _ => "none",
        };
}
