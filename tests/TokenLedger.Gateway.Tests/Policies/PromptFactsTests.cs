using System.Text;
using TokenLedger.Gateway.Policies.Input;

namespace TokenLedger.Gateway.Tests.Policies;

public sealed class PromptFactsTests
{
    private static PromptFacts Of(string body) => PromptFacts.Of(Encoding.UTF8.GetBytes(body));

    [Theory]
    [InlineData(
        "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"read\",\"parameters\":{\"properties\":{\"name\":{\"name\":\"no\"}}}}}]}",
        "read"
    )]
    [InlineData(
        "{\"tools\":[{\"name\":\"Bash\",\"input_schema\":{\"x\":{\"name\":\"no\"}}},{\"name\":\"Edit\"}],\"messages\":[{\"name\":\"joe\"}]}",
        "Bash,Edit"
    )]
    [InlineData("{\"tools\":[{\"functionDeclarations\":[{\"name\":\"a\"},{\"name\":\"b\"}]}]}", "a,b")]
    [InlineData(
        "{\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"look\",\"inputSchema\":{\"json\":{\"name\":\"no\"}}}}]},\"messages\":[{\"name\":\"no\"}]}",
        "look"
    )]
    [InlineData("{\"messages\":[]}", "")]
    public void Tools_are_told_by_name_in_every_dialect(string body, string names) =>
        Assert.Equal(names, string.Join(',', Of(body).Tools));

    [Theory]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}", "text")]
    [InlineData(
        "{\"messages\":[{\"content\":[{\"type\":\"text\",\"text\":\"x\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\"}}]}]}",
        "image,text"
    )]
    [InlineData(
        "{\"messages\":[{\"content\":[{\"type\":\"document\",\"source\":{\"media_type\":\"application/pdf\"}}]}]}",
        "file"
    )]
    [InlineData("{\"contents\":[{\"parts\":[{\"inlineData\":{\"mimeType\":\"audio/wav\",\"data\":\"\"}}]}]}", "audio")]
    [InlineData("not json", "")]
    public void What_a_prompt_holds_is_told_by_kind(string body, string kinds) =>
        Assert.Equal(kinds, string.Join(',', Of(body).Modalities));
}
