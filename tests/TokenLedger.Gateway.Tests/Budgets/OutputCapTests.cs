using System.Text;
using System.Text.Json;
using TokenLedger.Gateway.Budgets;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Tests.Budgets;

/// <summary>A cap is read as the provider reads it, and set without touching another byte.</summary>
public sealed class OutputCapTests
{
    [Theory]
    [InlineData(
        "openai.chat",
        "openai",
        "gpt-5",
        """{"model":"gpt-5"}""",
        """{"max_completion_tokens":777,"model":"gpt-5"}"""
    )]
    [InlineData("openai.chat", "groq", "llama", """{"model":"llama"}""", """{"max_tokens":777,"model":"llama"}""")]
    [InlineData("azure.chat", "azure", "o3", """{"a":1}""", """{"max_completion_tokens":777,"a":1}""")]
    [InlineData("azure.chat", "azure", "gpt-4o", """{"a":1}""", """{"max_tokens":777,"a":1}""")]
    [InlineData(
        "openai.responses",
        "openai",
        "gpt-5",
        """{"input":"x"}""",
        """{"max_output_tokens":777,"input":"x"}"""
    )]
    [InlineData("anthropic.messages", "anthropic", "c", """{"max_tokens":null}""", """{"max_tokens":777}""")]
    [InlineData(
        "gemini.generate",
        "google",
        "g",
        """{"contents":[]}""",
        """{"generationConfig":{"maxOutputTokens":777},"contents":[]}"""
    )]
    [InlineData(
        "gemini.generate",
        "google",
        "g",
        """{"generationConfig":{}}""",
        """{"generationConfig":{"maxOutputTokens":777}}"""
    )]
    [InlineData(
        "gemini.generate",
        "google",
        "g",
        """{"generation_config":{"top_k":3}}""",
        """{"generation_config":{"maxOutputTokens":777,"top_k":3}}"""
    )]
    [InlineData("cohere.chat", "cohere", "c", """{"a":1}""", """{"max_tokens":777,"a":1}""")]
    [InlineData(
        "ollama.chat",
        "ollama",
        "l",
        """{"options":{"num_predict":-1}}""",
        """{"options":{"num_predict":777}}"""
    )]
    [InlineData(
        "bedrock.converse",
        "bedrock",
        "m",
        """{"inferenceConfig":null}""",
        """{"inferenceConfig":{"maxTokens":777}}"""
    )]
    [InlineData(
        "bedrock.invoke",
        "bedrock",
        "meta.llama3",
        """{"prompt":"x"}""",
        """{"max_gen_len":777,"prompt":"x"}"""
    )]
    public void A_cap_is_set_in_the_dialects_own_member(
        string api,
        string provider,
        string model,
        string body,
        string capped
    )
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        OutputCap cap = OutputCap.Read(OutputCapPlace.Of(api, provider, model)!, bytes);

        Assert.Null(cap.Tokens);
        string changed = Apply(bytes, cap.Set(777));
        Assert.Equal(capped, changed);
        JsonDocument.Parse(changed).Dispose();
    }

    [Theory]
    [InlineData("""{"max_tokens":5}""", 5)]
    [InlineData("""{"max_tokens":5,"max_completion_tokens":900}""", 900)] // which one holds is the provider's choice
    [InlineData("""{"max_tokens":100.0}""", 100)]
    [InlineData("""{"max_output_tokens":5}""", null)] // another route's member bounds nothing here
    [InlineData("""{"max_tokens":5,"max_tokens":null}""", null)] // the last of two usually stands
    [InlineData("""{"max_tokens":-1}""", null)]
    [InlineData("""{"max_tokens":"5"}""", null)]
    [InlineData("""{"\u006dax_tokens":7}""", 7)]
    public void Only_a_cap_that_surely_holds_is_believed(string body, int? cap)
    {
        OutputCapPlace place = OutputCapPlace.Of("openai.chat", "openai", "gpt-4o")!;

        Assert.Equal(cap, OutputCap.Read(place, Encoding.UTF8.GetBytes(body)).Tokens);
    }

    private static string Apply(byte[] body, IReadOnlyList<BodySplice> splices)
    {
        StringBuilder text = new();
        int from = 0;
        foreach (BodySplice splice in splices.OrderBy(splice => splice.Start))
        {
            text.Append(Encoding.UTF8.GetString(body, from, splice.Start - from));
            text.Append(Encoding.UTF8.GetString(splice.Insertion));
            from = splice.Start + splice.Length;
        }

        return text.Append(Encoding.UTF8.GetString(body, from, body.Length - from)).ToString();
    }
}
