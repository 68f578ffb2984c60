using System.Text.Json;
using TokenLedger.Accounting.Tokens;

namespace TokenLedger.Accounting.Tests.Tokens;

public sealed class ModelEncodingTests
{
    [Theory]
    [InlineData("gpt-4o-mini", "o200k_base")]
    [InlineData("gpt-4.1-mini-2025-04-14", "o200k_base")]
    [InlineData("gpt-4.5-preview", "o200k_base")]
    [InlineData("chatgpt-4o-latest", "o200k_base")]
    [InlineData("o1-preview", "o200k_base")]
    [InlineData("o4-mini-2025-04-16", "o200k_base")]
    [InlineData("gpt-5.6-sol", "o200k_base")]
    [InlineData("gpt-6", "o200k_base")]
    [InlineData("ft:gpt-4o-2024-08-06:org::id", "o200k_base")]
    [InlineData("openai/gpt-4o", "o200k_base")]
    [InlineData("gpt-oss-120b", "o200k_harmony")]
    [InlineData("openai/gpt-oss-20b:free", "o200k_harmony")]
    [InlineData("us.openai.gpt-oss-120b-1:0", "o200k_harmony")]
    [InlineData("gpt-4", "cl100k_base")]
    [InlineData("GPT-4-0613", "cl100k_base")]
    [InlineData("gpt-4-turbo", "cl100k_base")]
    [InlineData("gpt-35-turbo-16k", "cl100k_base")]
    [InlineData("ft:gpt-3.5-turbo-0125:org", "cl100k_base")]
    [InlineData("text-embedding-3-small", "cl100k_base")]
    [InlineData("text-embedding-ada-002", "cl100k_base")]
    [InlineData("davinci-002", "cl100k_base")]
    [InlineData("text-davinci-003", "p50k_base")]
    [InlineData("code-cushman-001", "p50k_base")]
    [InlineData("text-davinci-edit-001", "p50k_edit")]
    [InlineData("davinci", "r50k_base")]
    [InlineData("text-ada-001", "r50k_base")]
    [InlineData("gpt2", "r50k_base")]
    public void A_model_has_its_family_s_encoding(string model, string encoding) =>
        Assert.Equal(encoding, ModelEncodings.For(model)?.Name);

    [Theory]
    [InlineData("gpt-4omni")]
    [InlineData("gpt-45")]
    [InlineData("gpt-50")]
    [InlineData("o11")]
    [InlineData("o3x")]
    [InlineData("adagio")]
    [InlineData("claude-opus-4-5")]
    [InlineData("")]
    [InlineData(null)]
    public void A_name_that_only_begins_like_a_family_has_none(string? model) => Assert.Null(ModelEncodings.For(model));

    [Fact]
    public void Every_family_of_the_shared_table_has_the_encoding_it_states()
    {
        string? shared = TestData.Shared;
        Assert.SkipWhen(shared is null, TestData.NoShared);
        using JsonDocument table = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(shared!, "tokenizer", "model-encodings.json"))
        );
        foreach (JsonElement row in table.RootElement.GetProperty("exact_for_openai").EnumerateArray())
        {
            string family = row.GetProperty("prefix").GetString()!;
            Assert.Equal(row.GetProperty("encoding").GetString(), ModelEncodings.For(family)?.Name);
            Assert.Equal(row.GetProperty("encoding").GetString(), ModelEncodings.For(family + "-2026-01-01")?.Name);
        }
    }

    [Theory]
    [InlineData("openai", "gpt-4o", 100, 0)]
    [InlineData("openai", "gpt-7-nova", 100, 10)]
    [InlineData("anthropic", "claude-opus-5", 125, 35)]
    [InlineData("anthropic", "claude-opus-4-7", 125, 35)]
    [InlineData("anthropic", "claude-haiku-5-5-20260901", 125, 35)]
    [InlineData("anthropic", "a-name-of-tomorrow", 125, 35)]
    [InlineData("anthropic", "claude-instant-1.2", 105, 25)]
    [InlineData("anthropic", "claude-3-5-sonnet-20241022", 105, 25)]
    [InlineData("anthropic", "claude-sonnet-4-20250514", 105, 25)]
    [InlineData("openrouter", "anthropic/claude-opus-4.6", 105, 25)]
    [InlineData("vertex", "claude-opus-4@20250514", 105, 25)]
    [InlineData("bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", 105, 25)]
    [InlineData("google", "gemini-3-pro", 104, 20)]
    [InlineData("google", "some-preview", 104, 20)]
    [InlineData("groq", "llama-3.3-70b-versatile", 101, 5)]
    [InlineData("ollama", "llama3.2:3b", 101, 5)]
    [InlineData("together", "meta-llama/Llama-4-Scout", 101, 5)]
    [InlineData("xai", "grok-4", 104, 30)]
    [InlineData("vllm", "wizard", 104, 30)]
    [InlineData("vllm", null, 104, 30)]
    public void What_is_not_exact_is_raised_by_a_ratio_and_states_its_error(
        string provider,
        string? model,
        long ratio,
        int error
    )
    {
        TokenCounter counter = TokenCounter.ForModel(provider, model);
        TokenEstimate estimate = counter.Estimate(100, default);
        Assert.Equal((ratio, error == 0), (estimate.Tokens, counter.IsExact));
        Assert.Equal(error, estimate.Error * 100 / estimate.Tokens);
    }
}
