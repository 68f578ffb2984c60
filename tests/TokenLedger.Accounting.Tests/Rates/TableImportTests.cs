using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;
using TokenLedger.Accounting.Rates.Import;

namespace TokenLedger.Accounting.Tests.Rates;

public sealed class TableImportTests
{
    private const string LiteLlm = """
        {
          "sample_spec": {"litellm_provider": "one of the providers", "input_cost_per_token": 0.0},
          "gpt-9": {"litellm_provider": "openai", "mode": "chat", "max_input_tokens": 400000,
            "input_cost_per_token": 1.25e-06, "output_cost_per_token": 1e-05, "cache_read_input_token_cost": 1.25e-07,
            "input_cost_per_token_above_272k_tokens": 2.5e-06, "input_cost_per_token_batches": 6.25e-07,
            "output_cost_per_token_priority": 2e-05, "input_cost_per_token_above_272k_tokens_flex": 0.00000125,
            "search_context_cost_per_query": {"search_context_size_low": 0.01, "search_context_size_high": 0.0125},
            "supports_vision": true, "vector_store_cost_per_gb_per_day": 0.1, "output_cost_per_second": 0.0},
          "claude-9": {"litellm_provider": "anthropic", "input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05,
            "cache_creation_input_token_cost": 3.75e-06, "cache_creation_input_token_cost_above_1hr": 6e-06,
            "cache_creation_input_token_cost_above_1hr_above_200k_tokens": 1.2e-05},
          "gemini/gemini-9-flash": {"litellm_provider": "gemini", "input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07,
            "input_cost_per_audio_token": 0.000001},
          "vertex_ai/claude-9@20260101": {"litellm_provider": "vertex_ai-anthropic_models", "input_cost_per_token": 3e-06},
          "together_ai/meta-llama/Llama-9": {"litellm_provider": "together_ai", "input_cost_per_token": 2.9999999999999997e-06},
          "ft:gpt-9": {"litellm_provider": "openai", "input_cost_per_token": 3e-06},
          "whisper-9": {"litellm_provider": "groq", "mode": "audio_transcription", "input_cost_per_second": 3.083e-05, "output_cost_per_second": 0.0},
          "rerank-9": {"litellm_provider": "cohere", "mode": "rerank", "input_cost_per_query": 0.002, "input_cost_per_token": 0.0, "output_cost_per_token": 0.0},
          "sonar-9": {"litellm_provider": "perplexity", "input_cost_per_token": 1e-06, "search_context_cost_per_query": {"search_context_size_low": 0.005}},
          "1024-x-1024/dall-e-9": {"litellm_provider": "openai", "output_cost_per_image": 0.04},
          "azure/eu/gpt-9": {"litellm_provider": "azure", "input_cost_per_token": 1.375e-06},
          "unknown-9": {"litellm_provider": "openai", "input_cost_per_token": 0.0, "output_cost_per_token": 0.0},
          "tiered-9": {"litellm_provider": "dashscope", "tiered_pricing": [{"range": [0, 32000], "input_cost_per_token": 1e-06}]}
        }
        """;

    [Theory]
    [InlineData("1.5e-07", 6, "0.15")]
    [InlineData("1E-7", 6, "0.1")]
    [InlineData("0.0000025", 6, "2.5")]
    [InlineData("3", 0, "3")]
    [InlineData("3.50", 0, "3.5")]
    [InlineData("10.0", 0, "10")]
    [InlineData("0.0", 6, "0")]
    [InlineData("1e3", 0, "1000")]
    [InlineData("2.9999999999999997e-06", 6, "2.9999999999999997")]
    [InlineData("3.083e-05", 0, "0.00003083")]
    [InlineData("-1e-06", 6, null)]
    [InlineData("1e-99", 6, null)]
    [InlineData("1e99999999999", 6, null)]
    [InlineData("NaN", 6, null)]
    [InlineData("", 6, null)]
    [InlineData("12345678901234567890123456", 0, null)]
    public void A_figure_is_scaled_exactly_or_not_at_all(string text, int tens, string? plain) =>
        Assert.Equal(plain, ScaledDecimal.Read(text, tens));

    [Fact]
    public void Any_decimal_times_a_million_is_what_decimal_arithmetic_says() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).Select(digits => new decimal(digits, 0, 0, false, 12)).ToArbitrary(),
                perToken =>
                    ScaledDecimal.Read(perToken.ToString(CultureInfo.InvariantCulture), 6)
                    == (perToken * 1_000_000m).ToString("0.############################", CultureInfo.InvariantCulture)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void LiteLLMs_prices_per_token_become_prices_per_million_with_their_conditions()
    {
        ImportedTables tables = Read(LiteLlm);
        Assert.Equal("litellm", tables.Format);
        Assert.Equal(
            [
                "searches.web 10 per 1K search_context_size=low",
                "searches.web 12.5 per 1K search_context_size=high",
                "tokens.cache_read 0.125 per 1M",
                "tokens.input 0.625 per 1M service_tier=batch",
                "tokens.input 1.25 per 1M",
                "tokens.input 1.25 per 1M context_tokens>=272001, service_tier=flex",
                "tokens.input 2.5 per 1M context_tokens>=272001",
                "tokens.output 10 per 1M",
                "tokens.output 20 per 1M service_tier=fast|priority",
            ],
            Prices(tables, "openai", "gpt-9")
        );
        Assert.Equal(400_000, Row(tables, "openai", "gpt-9").ContextWindow);
        Assert.Equal(
            [
                "tokens.cache_write 3.75 per 1M",
                "tokens.cache_write.1h 12 per 1M context_tokens>=200001",
                "tokens.cache_write.1h 6 per 1M",
                "tokens.input 3 per 1M",
                "tokens.output 15 per 1M",
            ],
            Prices(tables, "anthropic", "claude-9")
        );
        Assert.Equal(
            ["tokens.input 0.15 per 1M", "tokens.input.audio 1 per 1M", "tokens.output 0.6 per 1M"],
            Prices(tables, "google", "gemini-9-flash")
        );
        Assert.Equal(["tokens.input 3 per 1M"], Prices(tables, "vertex", "claude-9@20260101"));
        Assert.Equal(["ft:gpt-9"], Row(tables, "openai", "ft:gpt-9").Match.Prefixes);
        Assert.Equal(["audio.seconds 0.00003083 each"], Prices(tables, "groq", "whisper-9"));
        Assert.Contains("searches.rerank 0.002 each", Prices(tables, "cohere", "rerank-9"));
        Assert.Contains("requests 5 per 1K search_context_size=low", Prices(tables, "perplexity", "sonar-9"));
    }

    [Fact]
    public void What_cannot_be_carried_over_is_named_with_its_models()
    {
        Dictionary<string, IReadOnlyList<string>> left = Left(Read(LiteLlm));
        Assert.Equal(["openai/gpt-9"], left["vector_store_cost_per_gb_per_day"]);
        Assert.Equal(["dashscope/tiered-9"], left["tiered_pricing"]);
        Assert.Equal(["dashscope/tiered-9"], left["no price: unknown, not free"]);
        Assert.Equal(["openai/unknown-9"], left["every price is 0: say by hand whether it is free"]);
        Assert.Equal(
            ["azure/eu/gpt-9", "openai/1024-x-1024/dall-e-9"],
            left["a region, size or step count in the model's name"].Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ["together/meta-llama/Llama-9"],
            left["carried over as written, but its digits look like a binary fraction's: check"]
        );
        Assert.DoesNotContain("output_cost_per_second", left.Keys);
    }

    [Fact]
    public void Genai_prices_matches_dates_windows_and_thresholds_are_kept()
    {
        ImportedTables tables = Read(
            """
            [{"id":"x-ai","models":[
              {"id":"grok-9","match":{"or":[{"equals":"grok-9-latest"},{"starts_with":"grok-9-2026"},{"contains":"grok.9"},
                {"and":[{"starts_with":"g"},{"ends_with":"-nine"}]}]},"context_window":256000,
               "prices":[{"prices":{"input_mtok":{"base":2,"tiers":[{"start":200000,"price":4}]},"output_mtok":10}},
                         {"constraint":{"start_date":"2026-03-13"},"prices":{"input_mtok":1.5,"output_mtok":7.25,"mystery_mtok":1}}]},
              {"id":"night","match":{"equals":"night"},"prices":[{"prices":{"input_mtok":0.27}},
                 {"constraint":{"start_time":"16:30:00Z","end_time":"00:30:00Z"},"prices":{"input_mtok":0.135}}]},
              {"id":"free","match":{"equals":"free"},"prices":{}}]}]
            """
        );
        RateRow[] rows = [.. tables.Rows["xai"].Where(row => row.Model == "grok-9")];
        Assert.Equal(
            [(null, At("2026-03-13T00:00:00Z")), (At("2026-03-13T00:00:00Z"), null)],
            rows.Select(row => (row.From, row.To))
        );
        Assert.Equal(
            ["tokens.input 2 per 1M", "tokens.input 4 per 1M context_tokens>=200001", "tokens.output 10 per 1M"],
            Shown(rows[0])
        );
        Assert.Equal(["tokens.input 1.5 per 1M", "tokens.output 7.25 per 1M"], Shown(rows[1]));
        Assert.Equal(["xai/grok-9"], Left(tables)["mystery_mtok"]);
        Assert.Equal(["xai/free"], Left(tables)["no price: unknown, not free"]);
        Assert.Contains("tokens.input 0.135 per 1M 16:30-00:30 +00:00", Prices(tables, "xai", "night"));

        RateBook book = Book(tables);
        Assert.Equal("exact-id", book.Find("xai", "grok-9-latest", At("2026-01-01T00:00:00Z"))!.How);
        Assert.Equal("exact-prefix", book.Find("xai", "grok-9-20260606", At("2026-01-01T00:00:00Z"))!.How);
        Assert.Equal("exact-pattern", book.Find("xai", "my-grok.9", At("2026-01-01T00:00:00Z"))!.How);
        Assert.Equal("exact-pattern", book.Find("xai", "grok-nine", At("2026-01-01T00:00:00Z"))!.How);
        Assert.Null(book.Find("xai", "grokk9", At("2026-01-01T00:00:00Z")));
    }

    [Theory]
    [InlineData("""{"xai":{"id":"xai","models":{"grok-9":MODEL}}}""")]
    [InlineData("""{"providers":{"xai":{"id":"xai","models":{"grok-9":MODEL}}}}""")]
    public void Models_devs_costs_and_context_tiers_are_kept(string document)
    {
        ImportedTables tables = Read(
            document.Replace(
                "MODEL",
                """
                {"id":"grok-9","cost":{"input":2,"output":10,"cache_read":0.5,"reasoning":12,"tiers":[{"input":4,"output":20,
                 "tier":{"type":"context","size":272000}},{"input":1,"tier":{"type":"moon"}}],"context_over_200k":{"input":4},"colour":1},
                 "limit":{"context":256000}}
                """,
                StringComparison.Ordinal
            )
        );
        Assert.Equal("models.dev", tables.Format);
        Assert.Equal(
            [
                "tokens.cache_read 0.5 per 1M",
                "tokens.input 2 per 1M",
                "tokens.input 4 per 1M context_tokens>=272001",
                "tokens.output 10 per 1M",
                "tokens.output 20 per 1M context_tokens>=272001",
                "tokens.output.reasoning 12 per 1M",
            ],
            Prices(tables, "xai", "grok-9")
        );
        Assert.Equal(["xai/grok-9"], Left(tables)["cost.colour"]);
        Assert.Equal(["xai/grok-9"], Left(tables)["a tier that is not one of the context's size"]);
    }

    [Fact]
    public void A_threshold_of_models_dev_without_tiers_is_kept()
    {
        ImportedTables tables = Read(
            """{"google":{"models":{"g":{"cost":{"input":2,"context_over_200k":{"input":4}}},"h":{}}}}"""
        );
        Assert.Equal(
            ["tokens.input 2 per 1M", "tokens.input 4 per 1M context_tokens>=200001"],
            Prices(tables, "google", "g")
        );
        Assert.Equal(["google/h"], Left(tables)["no price: unknown, not free"]);
    }

    [Fact]
    public void Two_models_that_claim_one_name_are_told_apart()
    {
        ImportedTables tables = Read(
            """
            {"a":{"litellm_provider":"openai","input_cost_per_token":1e-06},
             "openai/a":{"litellm_provider":"openai","input_cost_per_token":2e-06}}
            """
        );
        Assert.Equal(["tokens.input 1 per 1M"], Prices(tables, "openai", "a"));
        Assert.Single(tables.Rows["openai"]);
        Assert.Equal(["openai/a"], Left(tables)["the id a is another model's already"]);
    }

    [Fact]
    public void What_is_written_passes_the_review_and_prices_like_what_was_read()
    {
        ImportedTables tables = Read(LiteLlm);
        RateBook book = Book(tables); // checks every table
        UsageReport usage = new()
        {
            Source = UsageSource.Provider,
            Quantities = [new(Meters.Input, 1_000_000, Provenance.Reported)],
            ServedModel = "gpt-9",
            ContextTokens = 1_000_000,
            Conditions = [],
            Flags = [],
        };
        Assert.Equal("2.5", book.Price("openai", usage, null, At("2026-01-01T00:00:00Z"), null).Total.ToString());
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("{}", "form is not known")]
    [InlineData("[]", "form is not known")]
    [InlineData("[1]", "form is not known")]
    [InlineData("\"text\"", "form is not known")]
    [InlineData("""{"gpt-9":{"price":1}}""", "form is not known")]
    public void What_is_no_foreign_table_is_refused(string json, string problem)
    {
        (ImportedTables? tables, string? said) = TableImport.Read(Encoding.UTF8.GetBytes(json));
        Assert.Null(tables);
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """[{"id":"p","models":[1,{"id":"m"},{"id":"n","match":7,"prices":7},{"id":"o","prices":[{"constraint":{}}]}]}]"""
    )]
    [InlineData("""{"p":{"models":{"m":7,"n":{"cost":{"input":"x","output":-1,"tiers":[7]}}}}}""")]
    [InlineData("""{"m":{"litellm_provider":7},"n":{"litellm_provider":"p","input_cost_per_token":"x"},"o":7}""")]
    public void Odd_members_are_left_out_and_never_thrown_over(string json)
    {
        ImportedTables tables = Read(json);
        Assert.Empty(tables.Rows);
    }

    private static ImportedTables Read(string json)
    {
        (ImportedTables? tables, string? problem) = TableImport.Read(Encoding.UTF8.GetBytes(json));
        Assert.Null(problem);
        return tables!;
    }

    private static RateBook Book(ImportedTables tables)
    {
        List<(string, ReadOnlyMemory<byte>)> files = [];
        foreach ((string provider, IReadOnlyList<RateRow> rows) in tables.Rows)
        {
            byte[] json = Encoding.UTF8.GetBytes(
                RateTableWriter.Write(provider, new DateOnly(2026, 11, 22), [new(tables.Format, "a test")], rows)
            );
            Assert.Empty(RateTableReview.Of(new RateFile(provider + ".json", json)).Problems);
            files.Add((provider, json));
        }

        return RateBook.Load(files).Book!;
    }

    private static Dictionary<string, IReadOnlyList<string>> Left(ImportedTables tables) =>
        tables.Left.ToDictionary(left => left.What, left => left.Models);

    private static RateRow Row(ImportedTables tables, string provider, string model) =>
        tables.Rows[provider].First(row => row.Model == model);

    private static IEnumerable<string> Prices(ImportedTables tables, string provider, string model) =>
        Shown(Row(tables, provider, model));

    private static IEnumerable<string> Shown(RateRow row) =>
        row
            .Prices.Select(price =>
                $"{price.Meter} {price.Usd} {RateText.Unit(price.Per)} {RateText.Of(price.When)}".TrimEnd()
            )
            .Order(StringComparer.Ordinal);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, null);
}
