using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Reports;

/// <summary>What callers sent stands readable in JSON, which no browser takes for a page.</summary>
public sealed class ReadableJsonTests
{
    [Theory]
    [InlineData("/api/v1/costs?by=user&last=1h")]
    [InlineData("/api/v1/entries?last=1h")]
    [InlineData("/api/v1/sessions")]
    public async Task Names_with_quotes_and_brackets_are_not_escaped_beyond_json(string path)
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        HttpRequestMessage call = Ask.Post(Ask.ChatPath, Ask.Chat("Hi"));
        call.Headers.Add("X-TokenLedger-User", "it\"s <b>&'");
        call.Headers.Add("X-TokenLedger-Session", "it\"s <b>&'");
        await gateway.SendAsync(call);

        Received answer = await gateway.SendAsync(new(HttpMethod.Get, path));

        Assert.Contains("it\\\"s <b>&'", answer.Text, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.StartsWith("application/json", answer.Headers["Content-Type"], StringComparison.Ordinal);
    }
}
