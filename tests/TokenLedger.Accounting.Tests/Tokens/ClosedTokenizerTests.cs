using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting.Tokens;

namespace TokenLedger.Accounting.Tests.Tokens;

/// <summary>
/// Holds the estimates for closed tokenizers against counts of public ones on 50 texts in 8 scripts, recorded by
/// bench/tokens/ratios.mjs.
/// </summary>
public sealed class ClosedTokenizerTests
{
    /// <summary>How much wider than the farthest text a stated error may be: what rounding up to the next 5 adds.</summary>
    private const int Slack = 6;

    /// <summary>What Claude's errors are wider by in scripts in which nobody held 1.1 against the API.</summary>
    private const int NotChecked = 15;

    /// <summary>Claude 3 to 4.6 count 1.1 times what Claude 2 did.</summary>
    private const decimal SinceClaude2 = 1.1m;

    private static readonly JsonElement Recorded = JsonDocument
        .Parse(File.ReadAllBytes(TestData.Own("tokenizer/closed.json")))
        .RootElement;

    /// <summary>Models, the tokenizers whose counts their estimate must cover, and what those are multiplied by.</summary>
    public static TheoryData<string, string, decimal> Families { get; } =
        new()
        {
            { "gemini-2.5-pro", "gemma_2 gemma_3", 1 },
            { "llama-3.3-70b", "llama_3", 1 },
            { "deepseek-chat", "deepseek_3", 1 },
            { "qwen3-coder", "qwen_3", 1 },
            { "mistral-small-2506", "mistral_nemo", 1 },
            { "open-mixtral-8x7b", "mistral_v1", 1 },
            { "command-r-plus", "command_r_plus", 1 },
            { "claude-sonnet-4-5", "claude_2", SinceClaude2 },
        };

    [Theory]
    [MemberData(nameof(Families))]
    public void Every_recorded_count_lies_within_the_stated_error(string model, string tokenizers, decimal factor)
    {
        foreach ((string script, string name, string text, JsonElement counts) in Texts())
        {
            TokenEstimate estimate = Estimate(model, text);
            foreach (decimal count in Counts(counts, tokenizers).Select(count => count * factor))
            {
                Assert.True(
                    Math.Abs(count - estimate.Tokens) <= estimate.Error + 1,
                    $"{model}, {script}/{name}: {count} is not {estimate.Tokens} ± {estimate.Error}"
                );
            }
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void No_stated_error_is_wider_than_was_measured(string model, string tokenizers, decimal factor)
    {
        foreach (var script in Texts().GroupBy(text => text.Script))
        {
            int stated = script.Max(text => Estimate(model, text.Text).ErrorPercent);
            decimal measured = script.Max(text =>
                Counts(text.Counts, tokenizers)
                    .Max(count => Math.Abs(count * factor / Estimate(model, text.Text).Tokens - 1) * 100)
            );
            bool isPlain = script.Key == "plain";
            decimal pieces = isPlain ? tokenizers.Split(' ').Max(Pieces) : 0;
            int notChecked = model.StartsWith("claude", StringComparison.Ordinal) && !isPlain ? NotChecked : 0;
            Assert.True(
                stated <= Math.Max(measured, pieces) + Slack + notChecked,
                $"{model}, {script.Key}: {stated} % stated, {measured:F1} % measured"
            );
        }
    }

    [Theory]
    [InlineData("plain", "english", 1.45)]
    [InlineData("plain", "story", 1.45)]
    [InlineData("plain", "reference", 1.47)]
    [InlineData("plain", "python", 1.29)]
    [InlineData("plain", "javascript", 1.36)]
    [InlineData("plain", "json", 1.31)]
    [InlineData("plain", "uuids", 1.06)]
    [InlineData("plain", "numbers", 1.00)]
    [InlineData("western", "german", 1.46)]
    [InlineData("western", "french", 1.36)]
    [InlineData("western", "spanish", 1.24)]
    [InlineData("cyrillic", "russian", 1.00)]
    [InlineData("arabic", "arabic", 1.00)]
    [InlineData("indic", "hindi", 1.00)]
    [InlineData("han", "chinese", 1.00)]
    [InlineData("han", "japanese", 1.00)]
    [InlineData("hangul", "korean", 1.00)]
    public void Claude_since_opus_4_7_lies_within_its_error_by_what_its_users_measured(
        string script,
        string name,
        double growth
    )
    {
        decimal older = Recorded
            .GetProperty("counts")
            .GetProperty(script)
            .GetProperty(name)
            .GetProperty("claude_2")
            .GetDecimal();
        decimal count = older * SinceClaude2 * (decimal)growth;
        TokenEstimate estimate = Estimate("claude-opus-4-7", Text(script, name));
        Assert.InRange(count, estimate.Tokens - estimate.Error - 1, estimate.Tokens + estimate.Error + 1);
    }

    [Fact]
    public void A_model_nobody_knows_lies_within_its_error_whichever_tokenizer_it_has()
    {
        foreach ((string script, string name, string text, JsonElement counts) in Texts())
        {
            TokenEstimate estimate = Estimate("wizard", text);
            foreach (JsonProperty tokenizer in counts.EnumerateObject())
            {
                Assert.True(
                    Math.Abs(tokenizer.Value.GetInt64() - estimate.Tokens) <= estimate.Error + 1,
                    $"{tokenizer.Name}, {script}/{name}: {tokenizer.Value} is not {estimate.Tokens} ± {estimate.Error}"
                );
            }
        }
    }

    [Fact]
    public void The_recorded_texts_are_those_that_are_measured()
    {
        foreach ((string script, string name, string text, JsonElement counts) in Texts())
        {
            Assert.Equal(counts.GetProperty("o200k_base").GetInt32(), BytePairEncoding.O200kBase.Count(text));
            Assert.Equal(11, counts.EnumerateObject().Count());
            Assert.NotEqual("", script + name);
        }
    }

    private static TokenEstimate Estimate(string model, string text) => TokenCounter.ForModel("", model).Estimate(text);

    private static string Text(string script, string name) =>
        Recorded.GetProperty("texts").GetProperty(script).GetProperty(name).GetString()!;

    private static decimal Pieces(string tokenizer) =>
        decimal.Parse(Recorded.GetProperty("pieces").GetProperty(tokenizer).GetString()!, CultureInfo.InvariantCulture);

    private static IEnumerable<decimal> Counts(JsonElement counts, string tokenizers) =>
        tokenizers.Split(' ').Select(name => counts.GetProperty(name).GetDecimal());

    private static IEnumerable<(string Script, string Name, string Text, JsonElement Counts)> Texts() =>
        from script in Recorded.GetProperty("counts").EnumerateObject()
        where script.Name != "unaccented" // Dutch and Indonesian pass for English: docs/tokens.md says by how much
        from text in script.Value.EnumerateObject()
        select (script.Name, text.Name, Text(script.Name, text.Name), text.Value);
}
