using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Agents;

/// <summary>A customer support bot: short chats of three questions, streamed, for many users.</summary>
internal sealed class SupportBot(HttpClient http) : ISampleAgent
{
    private const string Instructions =
        "You answer customers of a bicycle shop. Be short and kind. Orders can be returned within 30 days. "
        + "Repairs take four working days; a loan bicycle is free. Never promise a refund above 200 euros yourself.";

    private static readonly string[] Openings =
    [
        "My order 4711 has not arrived, where is it?",
        "Can I return a helmet that I wore once?",
        "The invoice shows VAT twice. Please check.",
        "How long does a gear repair take this week?",
    ];

    private readonly AgentClient client = new(http, "support-bot", "customer-support");

    /// <inheritdoc/>
    public TimeSpan Pause => TimeSpan.FromMilliseconds(400);

    /// <inheritdoc/>
    public async Task WorkAsync(int turn, CancellationToken stop)
    {
        JsonArray messages = [Message("system", Instructions), Message("user", Openings[turn % Openings.Length])];
        for (int question = 0; question < 3 && !stop.IsCancellationRequested; question++)
        {
            string answer = await client.PostAsync(
                "/v1/chat/completions",
                new JsonObject
                {
                    ["model"] = turn % 5 == 4 ? "gpt-4o" : "gpt-4o-mini",
                    ["stream"] = true,
                    ["max_tokens"] = 200,
                    ["messages"] = messages.DeepClone(),
                },
                ("Session", $"chat-{turn + 1}"),
                ("User", $"customer-{turn % 7 + 1}"),
                ("Tag-Channel", turn % 2 == 0 ? "web" : "app")
            );
            messages.Add((JsonNode)Message("assistant", AgentClient.First(answer, "content")));
            messages.Add((JsonNode)Message("user", "Thank you. And what if that does not work?"));
        }
    }

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };
}
