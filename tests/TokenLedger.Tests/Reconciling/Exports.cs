using System.Globalization;
using System.Text;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Tests.Reconciling;

/// <summary>A form of export and the provider it is of.</summary>
public enum Shape
{
    OpenAi,
    Anthropic,
    Focus,
    Csv,

    /// <summary>OpenAI's costs without its usage.</summary>
    OpenAiCosts,

    /// <summary>Anthropic's cost report without its usage report.</summary>
    AnthropicCosts,
}

/// <summary>Writes what a provider saw as the files it would export.</summary>
internal sealed class Exports(Shape shape, string folder)
{
    /// <summary>Decimals of charges in dollars; null for all there are.</summary>
    public int? Decimals { get; init; }

    public string Provider => shape is Shape.Anthropic or Shape.AnthropicCosts ? "anthropic" : "openai";

    public string Model => shape is Shape.Anthropic or Shape.AnthropicCosts ? "claude-sonnet-4-5" : "gpt-4.1";

    /// <summary>The command line that reads the files written.</summary>
    public string[] Write(IReadOnlyList<Use> uses)
    {
        return shape switch
        {
            Shape.OpenAi =>
            [
                "--provider",
                "openai",
                .. File("usage.json", OpenAiUsage(uses)),
                .. File("costs.json", OpenAiCosts(uses)),
            ],
            Shape.Anthropic =>
            [
                "--provider",
                "anthropic",
                .. File("usage.json", AnthropicUsage(uses)),
                .. File("costs.json", AnthropicCosts(uses)),
            ],
            Shape.OpenAiCosts => ["--provider", "openai", .. File("costs.json", OpenAiCosts(uses))],
            Shape.AnthropicCosts => ["--provider", "anthropic", .. File("costs.json", AnthropicCosts(uses))],
            Shape.Focus => ["--provider", "focus", .. File("focus.csv", Focus(uses))],
            _ => ["--provider", "csv", .. File("bill.csv", Csv(uses)), "--mapping", Save("map.yaml", Mapping)],
        };
    }

    private const string Mapping = """
        provider: openai
        time_format: dd.MM.yyyy
        columns:
          day: Date
          model: Model
          tier: Tier
          amount: "Cost, net"
          currency: Cur
        meters:
          In Tokens: tokens.input
          Out Tokens: tokens.output
        """;

    private string OpenAiUsage(IReadOnlyList<Use> uses) =>
        Pages(
            uses,
            day =>
                Group(day, use => (use.Model, use.Tier, use.Key))
                    .Select(group =>
                        $$"""
                            {"object":"organization.usage.completions.result","input_tokens":{{group.Sum(use =>
                                use.Input
                            )}},"output_tokens":{{group.Sum(use =>
                                use.Output
                            )}},"input_cached_tokens":0,"input_audio_tokens":null,"num_model_requests":{{group.Count()}},"project_id":null,"user_id":null,"api_key_id":{{Json(
                                group.Key.Key
                            )}},"model":"{{group.Key.Model}}","batch":{{(
                                group.Key.Tier == "batch" ? "true" : "false"
                            )}},"service_tier":"{{(
                                group.Key.Tier is "batch" or "standard" ? "default" : group.Key.Tier
                            )}}","new_member":[{"a":1}]}
                            """
                    )
        );

    private string OpenAiCosts(IReadOnlyList<Use> uses) =>
        Pages(
            uses,
            day =>
                Lines(day, use => (use.Model, use.Key))
                    .Select(line =>
                        $$"""
                            {"object":"organization.costs.result","amount":{"value":{{Dollars(
                                line.Amount
                            )}},"currency":"usd"},"line_item":"{{line.Key.Model}}, {{(
                                line.Meter == Meters.Input ? "input" : "output"
                            )}}","project_id":null,"api_key_id":{{Json(line.Key.Key)}}}
                            """
                    )
        );

    private string Pages(IReadOnlyList<Use> uses, Func<IGrouping<DateOnly, Use>, IEnumerable<string>> results)
    {
        IEnumerable<string> buckets = Days(uses)
            .Select(day =>
            {
                long start = new DateTimeOffset(day.Key, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds();
                return $"{{\"object\":\"bucket\",\"start_time\":{start},\"end_time\":{start + 86_400},\"results\":[{string.Join(',', results(day))}]}}";
            });

        // In two pages, one after the other in a file.
        string[] all = [.. buckets];
        int half = all.Length / 2;
        return "\uFEFF"
            + $"{{\"object\":\"page\",\"data\":[{string.Join(',', all[..half])}],\"has_more\":true,\"next_page\":\"page_2\"}}\r\n"
            + $"{{\"object\":\"page\",\"data\":[{string.Join(',', all[half..])}],\"has_more\":false,\"next_page\":null}}";
    }

    private string AnthropicUsage(IReadOnlyList<Use> uses) =>
        Reports(
            uses,
            day =>
                Group(day, use => (use.Model, use.Tier, use.Key))
                    .Select(group =>
                        $$"""
                            {"uncached_input_tokens":{{group.Sum(use =>
                                use.Input
                            )}},"cache_creation":{"ephemeral_1h_input_tokens":0,"ephemeral_5m_input_tokens":0},"cache_read_input_tokens":0,"output_tokens":{{group.Sum(
                                use => use.Output
                            )}},"server_tool_use":{"web_search_requests":0},"api_key_id":{{Json(
                                group.Key.Key
                            )}},"workspace_id":null,"model":"{{group.Key.Model}}","service_tier":"{{group.Key.Tier}}","context_window":"0-200k"}
                            """
                    )
        );

    private string AnthropicCosts(IReadOnlyList<Use> uses) =>
        Reports(
            uses,
            day =>
                Lines(day, use => (use.Model, use.Tier))
                    .Select(line =>
                        $$"""
                            {"currency":"USD","amount":"{{Cents(
                                line.Amount
                            )}}","workspace_id":null,"description":"Usage","cost_type":"tokens","context_window":"0-200k","model":"{{line.Key.Model}}","service_tier":"{{line.Key.Tier}}","token_type":"{{(
                                line.Meter == Meters.Input ? "uncached_input_tokens" : "output_tokens"
                            )}}","inference_geo":null}
                            """
                    )
        );

    private static string Reports(IReadOnlyList<Use> uses, Func<IGrouping<DateOnly, Use>, IEnumerable<string>> results)
    {
        IEnumerable<string> buckets = Days(uses)
            .Select(day =>
                $"{{\"starting_at\":\"{day.Key:yyyy-MM-dd}T00:00:00Z\",\"ending_at\":\"{day.Key.AddDays(1):yyyy-MM-dd}T00:00:00Z\",\"results\":[{string.Join(',', results(day))}]}}"
            );
        return $"{{\"data\":[{string.Join(',', buckets)}],\"has_more\":false,\"next_page\":null}}";
    }

    private string Focus(IReadOnlyList<Use> uses)
    {
        StringBuilder csv = new(
            "\uFEFFBilledCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,ConsumedUnit,"
                + "ServiceCategory,ServiceProviderName,SkuMeter,SkuPriceDetails,x_Other\r\n"
        );
        foreach (IGrouping<DateOnly, Use> day in Days(uses))
        {
            foreach (
                (decimal units, string meter, Usd amount, (string model, string tier)) in Lines(
                    day,
                    use => (use.Model, use.Tier)
                )
            )
            {
                string name = meter == Meters.Input ? "Input Tokens" : "Output Tokens";
                csv.Append(
                    CultureInfo.InvariantCulture,
                    $"{Dollars(amount)},USD,Usage,{day.Key:yyyy-MM-dd}T00:00:00Z,{day.Key.AddDays(1):yyyy-MM-dd}T00:00:00Z,{units},Tokens,"
                        + $"AI and Machine Learning,OpenAI,{name},\"{{\"\"x_ModelId\"\":\"\"{model}\"\",\"\"x_ServiceTier\"\":\"\"{tier}\"\"}}\",\"a, \"\"b\"\"\"\r\n"
                );
            }
        }

        csv.Append("7.50,USD,Usage,2026-11-03T00:00:00Z,2026-11-04T00:00:00Z,3,Hours,Compute,AWS,Hours,,\r\n");
        return csv.ToString();
    }

    private string Csv(IReadOnlyList<Use> uses)
    {
        StringBuilder csv = new("Date;Model;Tier;In Tokens;Out Tokens;\"Cost, net\";Cur;Extra\n");
        foreach (IGrouping<DateOnly, Use> day in Days(uses))
        {
            foreach (IGrouping<(string Model, string Tier), Use> group in Group(day, use => (use.Model, use.Tier)))
            {
                Usd amount = group.Aggregate(
                    Usd.Zero,
                    (sum, use) =>
                        use.Parts.Aggregate(sum, (total, part) => total + use.Cost(Provider, part.Meter, part.Units))
                );
                csv.Append(
                    CultureInfo.InvariantCulture,
                    $"{day.Key:dd.MM.yyyy};\"{group.Key.Model}\";{group.Key.Tier};{group.Sum(use => use.Input)};{group.Sum(use => use.Output)};{Dollars(amount)};usd;\"two\nlines\"\n"
                );
            }
        }

        return csv.ToString();
    }

    private static IEnumerable<IGrouping<DateOnly, Use>> Days(IReadOnlyList<Use> uses) =>
        uses.GroupBy(use => use.BookedOn).OrderBy(day => day.Key);

    private static IEnumerable<IGrouping<TKey, Use>> Group<TKey>(IEnumerable<Use> uses, Func<Use, TKey> key) =>
        uses.GroupBy(key);

    private IEnumerable<(decimal Units, string Meter, Usd Amount, TKey Key)> Lines<TKey>(
        IEnumerable<Use> uses,
        Func<Use, TKey> key
    ) =>
        from use in uses
        from part in use.Parts
        group (use, part) by (Key: key(use), part.Meter) into line
        select (
            line.Sum(one => (decimal)one.part.Units),
            line.Key.Meter,
            line.Aggregate(Usd.Zero, (sum, one) => sum + one.use.Cost(Provider, one.part.Meter, one.part.Units)),
            line.Key.Key
        );

    private string Dollars(Usd amount) => Rounded(amount, 0).ToString(CultureInfo.InvariantCulture);

    private string Cents(Usd amount) =>
        (Rounded(amount, 0) * 100).ToString("0.############", CultureInfo.InvariantCulture);

    private decimal Rounded(Usd amount, int more)
    {
        decimal exact = (decimal)amount.Pico / Usd.PicoPerDollar;
        return Decimals is { } decimals ? Math.Round(exact, decimals + more, MidpointRounding.ToEven) : exact;
    }

    private static string Json(string? text) => text is null ? "null" : $"\"{text}\"";

    private string[] File(string name, string text) => ["--file", Save(name, text)];

    private string Save(string name, string text)
    {
        string path = Path.Combine(folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}
