using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TokenLedger.Accounting.Json;
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

    public static TheoryData<string> Hostile => ["o200k_base", "cl100k_base", "p50k_base", "p50k_edit", "r50k_base"];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_texts_have_exactly_the_tokens_that_tiktoken_gives_them(string name)
    {
        BytePairEncoding encoding = BytePairEncoding.Named(name)!;
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(TestData.Own("tokenizer/hostile.json")));
        foreach (JsonElement item in file.RootElement.GetProperty("cases").EnumerateArray())
        {
            string text = EscapedText.Plain(item.GetProperty("text").GetRawText()[1..^1]);
            int[] expected = item.GetProperty("ids").GetProperty(name).Deserialize<int[]>()!;
            Assert.Equal(expected, encoding.Ids(text));
            Assert.Equal(expected.Length, encoding.Count(text));
        }
    }

    [Fact]
    public void An_alias_has_the_ranks_of_its_encoding()
    {
        const string Text = "<|start|>user<|message|>Why?";
        Assert.Equal(BytePairEncoding.O200kBase.Ids(Text), BytePairEncoding.Named("o200k_harmony")!.Ids(Text));
        Assert.Same(BytePairEncoding.R50kBase, BytePairEncoding.Named("gpt2"));
        Assert.Null(BytePairEncoding.Named("o300k"));
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
