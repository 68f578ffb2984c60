using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TokenLedger.Accounting.Tokens;

namespace TokenLedger.Accounting.Tests.Tokens;

public sealed class TokenReferenceTests
{
    private static readonly Dictionary<string, JsonElement> Reference = JsonDocument
        .Parse(File.ReadAllBytes(TestData.Own("tokenizer/reference.json")))
        .RootElement.GetProperty("cases")
        .EnumerateArray()
        .ToDictionary(item => item.GetProperty("id").GetString()!);

    public static TheoryData<string> Cases => [.. Reference.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Both_encodings_give_exactly_the_reference_tokens(string id)
    {
        JsonElement item = Reference[id];
        string text = Text(item);
        Check(item, text, "o200k_base", BytePairEncoding.O200kBase);
        Check(item, text, "cl100k_base", BytePairEncoding.Cl100kBase);
    }

    [Theory]
    [InlineData("openai", "gpt-4o-mini", "o200k_base", 100)]
    [InlineData("openai", "gpt-4.1-mini", "o200k_base", 100)]
    [InlineData("openai", "gpt-4-0613", "cl100k_base", 100)]
    [InlineData("openai", "gpt-3.5-turbo", "cl100k_base", 100)]
    [InlineData("openai", "text-embedding-3-small", "cl100k_base", 100)]
    [InlineData("openai", "ft:gpt-4o-2024-08-06:x", "o200k_base", 100)]
    [InlineData("openai", "gpt-6-sol", "o200k_base", 100)]
    [InlineData("anthropic", "claude-opus-5", "o200k_base", 120)]
    [InlineData("bedrock", "claude-x", "o200k_base", 120)]
    public void A_model_is_counted_with_its_family_s_encoding(
        string provider,
        string model,
        string encoding,
        int percent
    )
    {
        TokenCounter counter = TokenCounter.ForModel(provider, model);
        Assert.Equal(encoding, counter.Encoding.Name);
        Assert.Equal(percent, counter.RatioPercent);
    }

    private static void Check(JsonElement item, string text, string name, BytePairEncoding encoding)
    {
        JsonElement expected = item.GetProperty("encodings").GetProperty(name);
        IReadOnlyList<int> ids = encoding.Ids(text);
        Assert.Equal(expected.GetProperty("count").GetInt32(), ids.Count);
        Assert.Equal(ids.Count, encoding.Count(text));
        byte[] hash = SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(',', ids)));
        Assert.Equal(expected.GetProperty("sha256").GetString(), Convert.ToHexStringLower(hash));
    }

    private static string Text(JsonElement item)
    {
        if (item.TryGetProperty("text", out JsonElement text))
        {
            return text.GetString()!;
        }

        JsonElement generator = item.GetProperty("generator");
        string unit = generator.GetProperty("unit").GetString()!;
        return new StringBuilder().Insert(0, unit, generator.GetProperty("times").GetInt32()).ToString();
    }
}
