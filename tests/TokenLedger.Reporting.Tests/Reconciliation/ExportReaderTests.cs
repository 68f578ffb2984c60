using System.Text;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Reconciliation;
using TokenLedger.Reporting.Reconciliation.Exports;
using Xunit;

namespace TokenLedger.Reporting.Tests.Reconciliation;

/// <summary>What exports say is taken exactly, and what cannot be read is said with its place.</summary>
public sealed class ExportReaderTests
{
    private static readonly TableMapping _table = new()
    {
        Provider = "mistral",
        Day = "day",
        Model = "model",
        Amount = "cost",
        MeterColumns = new Dictionary<string, string> { ["in"] = Meters.Input, ["cached"] = Meters.CacheRead },
        InputIncludes = [Meters.CacheRead],
    };

    [Fact]
    public void OpenAi_input_is_split_into_what_it_includes()
    {
        ProviderExport export = Read(
            ExportForm.OpenAi,
            """
            {"object":"page","has_more":false,"data":[
             {"object":"bucket","start_time":1762128000,"end_time":1762131600,"results":[]},
             {"object":"bucket","start_time":1762131600,"end_time":1762135200,"results":[
              {"object":"organization.usage.completions.result","input_tokens":1000,"input_cached_tokens":300,
               "input_cache_write_tokens":100,"input_audio_tokens":50,"input_cached_audio_tokens":20,"output_tokens":90,
               "output_audio_tokens":40,"num_model_requests":2,"model":"gpt-4.1","api_key_id":null,"batch":null}]}]}
            """
        );

        Assert.Equal(
            [
                (Meters.Input, 550m),
                (Meters.InputAudio, 50m),
                (Meters.CacheRead, 280m),
                (Meters.CacheReadAudio, 20m),
                (Meters.CacheWrite, 100m),
                (Meters.Output, 50m),
                (Meters.OutputAudio, 40m),
            ],
            export.Lines.Select(line => (line.Meter!, line.Quantity!.Value))
        );
        Assert.Equal(2, export.UsageBuckets.Count);
        Assert.All(export.Lines, line => Assert.Null(line.Tier));
        Assert.Equal(TimeSpan.FromHours(1), export.Lines[0].To - export.Lines[0].From);
    }

    [Theory]
    [InlineData("gpt-4.1-2025-04-14, input", "gpt-4.1-2025-04-14", Meters.Input)]
    [InlineData("gpt-4.1-2025-04-14, cached input", "gpt-4.1-2025-04-14", Meters.CacheRead)]
    [InlineData("gpt-4o-audio-preview-2024-12-17 audio, output", "gpt-4o-audio-preview-2024-12-17", Meters.OutputAudio)]
    [InlineData("ft:gpt-4o-mini:acme, output", "ft:gpt-4o-mini:acme", Meters.Output)]
    [InlineData("text-embedding-3-small", "text-embedding-3-small", Meters.Input)]
    [InlineData("web search tool calls", null, Meters.SearchesWeb)]
    [InlineData("something new", null, null)]
    public void OpenAi_line_items_name_model_and_meter(string item, string? model, string? meter)
    {
        ProviderExport export = Read(ExportForm.OpenAi, Costs($"{{\"value\":6.5e-05,\"currency\":\"usd\"}}", item));

        ProviderLine line = Assert.Single(export.Lines);
        Assert.Equal((model, meter), (line.Model, line.Meter));
        Assert.Equal("0.000065", line.Amount.ToString());
    }

    [Theory]
    [InlineData("12", "0.01")] // not a dollar
    [InlineData("12.5", "0.01")]
    [InlineData("0.06", "0.01")]
    [InlineData("0.065", "0.001")]
    public void Rounding_is_of_the_last_decimal_written_and_never_more_than_a_cent(string value, string step)
    {
        ProviderExport export = Read(
            ExportForm.OpenAi,
            Costs($"{{\"value\":{value},\"currency\":\"usd\"}}", "gpt-4.1, input")
        );

        Assert.Equal(step, export.AmountStep.ToString());
    }

    [Fact]
    public void Noise_of_binary_floats_is_rounded_to_a_pico_dollar()
    {
        ProviderExport export = Read(
            ExportForm.OpenAi,
            Costs("{\"value\":0.13080438340307526,\"currency\":\"usd\"}", "gpt-4.1, input")
        );

        Assert.Equal("0.130804383403", export.Lines[0].Amount.ToString());
        Assert.Equal(new Usd(1), export.AmountStep);
    }

    [Fact]
    public void Anthropic_amounts_are_texts_of_cents_and_usage_is_disjoint()
    {
        ProviderExport export = Read(
            ExportForm.Anthropic,
            """
            {"data":[{"starting_at":"2026-11-03T00:00:00Z","ending_at":"2026-11-04T00:00:00Z","results":[
              {"amount":"123.45","currency":"USD","cost_type":"tokens","token_type":"cache_creation.ephemeral_1h_input_tokens",
               "model":"claude-opus-4-5","service_tier":"batch"},
              {"amount":"2","currency":"USD","cost_type":"code_execution","description":"Code Execution Usage","model":null}]}],
             "has_more":false}
            """,
            """
            {"data":[{"starting_at":"2026-11-03T00:00:00Z","ending_at":"2026-11-04T00:00:00Z","results":[
              {"uncached_input_tokens":1500,"cache_creation":{"ephemeral_1h_input_tokens":1000,"ephemeral_5m_input_tokens":500},
               "cache_read_input_tokens":200,"output_tokens":70,"server_tool_use":{"web_search_requests":10},
               "api_key_id":"apikey_1","model":"claude-opus-4-5","service_tier":"batch"}]}],"has_more":false}
            """
        );

        Assert.Equal("1.2345", export.Lines[0].Amount.ToString());
        Assert.Equal((Meters.CacheWrite1h, Tiers.Batch), (export.Lines[0].Meter!, export.Lines[0].Tier!));
        Assert.Equal((Meters.CodeSessions, "0.02"), (export.Lines[1].Meter!, export.Lines[1].Amount.ToString()!));
        Assert.Equal(
            [
                (Meters.Input, 1500m),
                (Meters.CacheRead, 200m),
                (Meters.Output, 70m),
                (Meters.CacheWrite5m, 500m),
                (Meters.CacheWrite1h, 1000m),
                (Meters.SearchesWeb, 10m),
            ],
            export.Lines.Skip(2).Select(line => (line.Meter!, line.Quantity!.Value))
        );
        Assert.Equal(new Usd(100_000_000), export.AmountStep);
    }

    [Fact]
    public void Focus_rows_come_as_json_too_with_units_of_a_million()
    {
        ProviderExport export = Read(
            ExportForm.Focus,
            """
            [{"BilledCost":"2.16","BillingCurrency":"USD","ChargeCategory":"Usage","ChargePeriodStart":"2026-11-21T10:00:00Z",
              "ChargePeriodEnd":"2026-11-21T11:00:00Z","PricingQuantity":"8","PricingUnit":"1000000 Tokens","ServiceCategory":
              "AI and Machine Learning","ProviderName":"Anthropic","SkuId":"claude-sonnet-4-5/cache-read",
              "SkuMeter":"Cache Read Input Tokens","PricingCategory":"Standard"},
             {"BilledCost":"1","BillingCurrency":"USD","ChargeCategory":"Tax","ChargePeriodStart":"2026-11-21T10:00:00Z",
              "ChargePeriodEnd":"2026-11-21T11:00:00Z","ServiceCategory":"AI and Machine Learning","ProviderName":"Anthropic"}]
            """
        );

        ProviderLine line = Assert.Single(export.Lines);
        Assert.Equal(("anthropic", "claude-sonnet-4-5", Meters.CacheRead), (line.Provider, line.Model!, line.Meter!));
        Assert.Equal(8_000_000m, line.Quantity);
        Assert.Contains(export.Notes, note => note.Contains("charge category Tax", StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_is_read_through_quotes_crlf_zone_and_inclusive_input()
    {
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");
        ProviderExport export = ReadTable(
            "\uFEFFday,model,in,cached,cost,note\r\n2026-11-01,\"a \"\"large\"\", one\",100,30,0.10,\"two\r\nlines\"\r\n\r\n",
            _table with
            {
                Zone = zone,
            }
        );

        Assert.Equal((Meters.Input, 70m), (export.Lines[0].Meter!, export.Lines[0].Quantity!.Value));
        Assert.Equal((Meters.CacheRead, 30m), (export.Lines[1].Meter!, export.Lines[1].Quantity!.Value));
        Assert.Equal("a \"large\", one", export.Lines[2].Model);
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 7, 0, 0, TimeSpan.Zero), export.Lines[2].From);
        Assert.Equal(TimeSpan.FromHours(25), export.Lines[2].To - export.Lines[2].From);
        Assert.Equal(new Usd(10_000_000_000), export.AmountStep);
    }

    [Theory]
    [InlineData("day,model,in,cached\n2026-11-01,m,1,0\n", "bill has no column 'cost'")]
    [InlineData("day,model,in,cached,cost\n2026-11-01,m,1,0\n", "bill line 2: has 4 cells where the header has 5")]
    [InlineData(
        "day,model,in,cached,cost\n\n2026-11-01,m,1,0,1\n01/11/26,m,1,0,1\n",
        "bill line 4: day '01/11/26' is not a date"
    )]
    [InlineData("day,model,in,cached,cost\n2026-11-01,m,x,0,1\n", "bill line 2: in 'x' is not a decimal number")]
    [InlineData("day,model,in,cached,cost\n2026-11-01,m,1,0,\"1", "bill line 2: a quote is opened and never closed")]
    [InlineData("day,model,in,cached,cost\n2026-11-01,m,1,5,1\n", "smaller than the parts")]
    [InlineData("day,day,in,cached,cost\n", "the column 'day' stands twice")]
    [InlineData("", "bill: is empty")]
    public void A_table_that_cannot_be_read_is_refused_with_the_line(string text, string expected)
    {
        ExportResult result = ExportReader.Read(ExportForm.Csv, [File("bill", text)], _table);

        Assert.Null(result.Export);
        Assert.Contains(
            expected.Replace("bill has", "bill: has", StringComparison.Ordinal),
            result.Problem,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("{\"data\":[", "0: is not JSON: it goes wrong at line 1")]
    [InlineData("{\"error\":{\"message\":\"no\"}}", "an error of the provider's")]
    [InlineData(
        "{\"data\":[{\"start_time\":\"x\",\"end_time\":2,\"results\":[]}]}",
        "0: data[0]: start_time must be a decimal number"
    )]
    [InlineData("{\"data\":[{\"start_time\":0,\"end_time\":864000,\"results\":[]}]}", "bucket_width=1d")]
    [InlineData(
        "{\"data\":[{\"start_time\":0,\"end_time\":86400,\"results\":[{\"object\":\"organization.usage.completions.result\",\"input_tokens\":-5}]}]}",
        "0: data[0]: results[0]: input_tokens is -5, but usage cannot be negative"
    )]
    [InlineData(
        "{\"data\":[{\"start_time\":0,\"end_time\":86400,\"results\":[{\"object\":\"organization.costs.result\",\"amount\":{\"value\":1,\"currency\":\"eur\"}}]}]}",
        "is in eur, but the ledger is in USD"
    )]
    public void Pages_that_cannot_be_read_are_refused_with_the_field(string json, string expected)
    {
        ExportResult result = ExportReader.Read(ExportForm.OpenAi, [File("0", json)], null);

        Assert.Null(result.Export);
        Assert.Contains(expected, result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_given_twice_is_refused_and_a_page_left_out_is_said()
    {
        string page = Costs("{\"value\":1,\"currency\":\"usd\"}", "gpt-4.1, input");
        ExportResult twice = ExportReader.Read(ExportForm.OpenAi, [File("a", page), File("b", page)], null);
        ProviderExport open = Read(
            ExportForm.OpenAi,
            page.Replace("\"has_more\":false", "\"has_more\":true", StringComparison.Ordinal)
        );

        Assert.Contains("Give each page once", twice.Problem, StringComparison.Ordinal);
        Assert.Contains(open.Notes, note => note.Contains("says has_more", StringComparison.Ordinal));
    }

    private static string Costs(string amount, string item) =>
        $"{{\"object\":\"page\",\"data\":[{{\"start_time\":1762128000,\"end_time\":1762214400,\"results\":[{{\"object\":\"organization.costs.result\",\"amount\":{amount},\"line_item\":\"{item}\"}}]}}],\"has_more\":false}}";

    private static ProviderExport Read(ExportForm form, params string[] texts)
    {
        ExportResult result = ExportReader.Read(form, [.. texts.Select((text, i) => File("file" + i, text))], null);
        Assert.Null(result.Problem);
        return result.Export!;
    }

    private static ProviderExport ReadTable(string text, TableMapping map)
    {
        ExportResult result = ExportReader.Read(ExportForm.Csv, [File("bill", text)], map);
        Assert.Null(result.Problem);
        return result.Export!;
    }

    private static ExportFile File(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));
}
