using System.Text;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Gateway.Upstreams.Rotation;

namespace TokenLedger.Gateway.Tests.Upstreams.Rotation;

public sealed class OtherModelTests
{
    [Theory]
    [InlineData("""{"model":"gpt-4o","n":1}""", """{"model":"o3","n":1}""")]
    [InlineData(
        """{ "messages": [{"model":"x"}], "model" : "gpt-4o" }""",
        """{ "messages": [{"model":"x"}], "model" : "o3" }"""
    )]
    [InlineData("""{"model":"a","model":"b"}""", """{"model":"o3","model":"o3"}""")]
    [InlineData("""{"mod\u0065l":"a"}""", """{"mod\u0065l":"o3"}""")]
    public void Only_the_models_name_is_replaced_in_a_body(string body, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);

        Assert.Equal(expected, Apply(bytes, BodyModel.Of(bytes, "o3")));
    }

    [Theory]
    [InlineData("""{"messages":[]}""")]
    [InlineData("""{"model":null}""")]
    [InlineData("""{"model":"gpt-4o",""")]
    [InlineData("")]
    public void A_body_that_names_no_model_has_nothing_to_replace(string body) =>
        Assert.Empty(BodyModel.Of(Encoding.UTF8.GetBytes(body), "o3"));

    [Fact]
    public void A_name_that_needs_escapes_gets_them() =>
        Assert.Equal(
            """{"model":"a\u0022b"}""",
            Apply("{\"model\":\"x\"}"u8.ToArray(), BodyModel.Of("{\"model\":\"x\"}"u8, "a\"b"))
        );

    [Theory]
    [InlineData("gemini", "/v1beta/models/gemini-2.5-pro:generateContent", "/v1beta/models/m-2:generateContent")]
    [InlineData(
        "vertex",
        "/v1/projects/p/locations/eu/publishers/anthropic/models/claude@1:rawPredict",
        "/v1/projects/p/locations/eu/publishers/anthropic/models/m-2:rawPredict"
    )]
    [InlineData("bedrock", "/model/anthropic.claude-v2%3A1/converse", "/model/m-2/converse")]
    [InlineData("bedrock", "/model/anthropic.claude-v2:1/converse-stream", "/model/m-2/converse-stream")]
    [InlineData("azure", "/openai/deployments/chat/chat/completions", "/openai/deployments/m-2/chat/completions")]
    public void A_path_that_names_a_model_names_the_other_one(string dialect, string path, string expected) =>
        Assert.Equal(expected, With(dialect, path, "m-2"));

    [Fact]
    public void A_name_in_a_path_is_escaped() =>
        Assert.Equal("/model/a%2Fb%3A1/converse", With("bedrock", "/model/x/converse", "a/b:1"));

    [Fact]
    public void A_name_that_would_lead_elsewhere_is_put_into_no_path() =>
        Assert.Null(With("bedrock", "/model/x/converse", "../y/invoke?"));

    private static string? With(string name, string path, string model)
    {
        Dialect dialect = Dialect.Named(name);
        return PathModel
            .With(
                dialect,
                dialect.Match("POST", path.Replace("%3A", ":", StringComparison.Ordinal))!,
                path,
                "POST",
                model
            )
            ?.Path;
    }

    private static string Apply(byte[] body, IReadOnlyList<BodySplice> splices)
    {
        List<byte> changed = [.. body];
        foreach (BodySplice splice in splices.Reverse())
        {
            changed.RemoveRange(splice.Start, splice.Length);
            changed.InsertRange(splice.Start, splice.Insertion);
        }

        return Encoding.UTF8.GetString([.. changed]);
    }
}
