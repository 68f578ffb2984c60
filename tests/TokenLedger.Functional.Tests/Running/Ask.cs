using System.Text;

namespace TokenLedger.Functional.Tests.Running;

/// <summary>Requests as the tests send them, with the test's key.</summary>
internal static class Ask
{
    /// <summary>The key that must never be found in a data folder.</summary>
    public const string Key = "sk-functional-test-key-3b1f9c";

    public const string ChatPath = "/v1/chat/completions";
    public const string MessagesPath = "/v1/messages";
    public const string ResponsesPath = "/v1/responses";

    public static string Chat(string prompt, string more = "") =>
        $$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"{{prompt}}"}]{{more}}}""";

    public static string ChatStream(string prompt, bool withUsage = true) =>
        Chat(prompt, withUsage ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : ",\"stream\":true");

    public static string Message(string prompt, string more = "") =>
        $$"""{"model":"claude-haiku-4-5","max_tokens":400,"messages":[{"role":"user","content":"{{prompt}}"}]{{more}}}""";

    public static string MessageStream(string prompt) => Message(prompt, ",\"stream\":true");

    public static string Response(string prompt, string more = "") =>
        $$"""{"model":"gpt-5-mini","input":"{{prompt}}"{{more}}}""";

    public static string ResponseStream(string prompt) => Response(prompt, ",\"stream\":true");

    /// <summary>The route of a dialect: chat, messages or responses.</summary>
    public static string PathOf(string dialect) =>
        dialect switch
        {
            "chat" => ChatPath,
            "messages" => MessagesPath,
            _ => ResponsesPath,
        };

    /// <summary>A streamed request that asks for usage where the dialect wants to be asked.</summary>
    public static string StreamOf(string dialect, string prompt) =>
        dialect switch
        {
            "chat" => ChatStream(prompt),
            "messages" => MessageStream(prompt),
            _ => ResponseStream(prompt),
        };

    /// <summary>The same, unstreamed.</summary>
    public static string BodyOf(string dialect, string prompt) =>
        dialect switch
        {
            "chat" => Chat(prompt),
            "messages" => Message(prompt),
            _ => Response(prompt),
        };

    /// <summary>A request in its dialect, with what the provider is told to do wrong.</summary>
    public static HttpRequestMessage Request(HttpMethod method, string path, string? body, string? told = null)
    {
        HttpRequestMessage request = new(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        if (path.Contains(MessagesPath, StringComparison.Ordinal))
        {
            request.Headers.Add("x-api-key", Key);
            request.Headers.Add("anthropic-version", "2023-06-01");
        }
        else
        {
            request.Headers.Add("Authorization", "Bearer " + Key);
        }

        if (told is not null)
        {
            request.Headers.Add("x-sim", told);
        }

        return request;
    }

    public static HttpRequestMessage Post(string path, string body, string? told = null) =>
        Request(HttpMethod.Post, path, body, told);
}
