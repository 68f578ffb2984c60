using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Agents;

/// <summary>
/// A librarian that asks three more providers: Gemini sums up a report, Cohere finds the shelf, a model at Groq writes the
/// label.
/// </summary>
internal sealed class Librarian(HttpClient http) : ISampleAgent
{
    private static readonly string[] Shelves = ["Repairs and spare parts", "Sales and customers", "Safety and law"];

    private readonly AgentClient client = new(http, "librarian", "search");

    /// <inheritdoc/>
    public TimeSpan Pause => TimeSpan.FromMilliseconds(900);

    /// <inheritdoc/>
    public async Task WorkAsync(int turn, CancellationToken stop)
    {
        (string, string)[] who = [("Session", $"report-{turn + 1}"), ("Project", "search")];
        string report =
            $"Report {turn + 1}: the brakes of {turn % 9 + 2} loan bicycles were worn and had to be changed.";
        string answer = await client.PostAsync(
            "/gemini/v1beta/models/gemini-2.5-flash:generateContent",
            new JsonObject
            {
                ["contents"] = new JsonArray(
                    new JsonObject
                    {
                        ["role"] = "user",
                        ["parts"] = new JsonArray(new JsonObject { ["text"] = "Sum up. " + report }),
                    }
                ),
            },
            who
        );
        if (stop.IsCancellationRequested)
        {
            return;
        }

        await Task.WhenAll(ShelveAsync(report, who), LabelAsync(AgentClient.First(answer, "text"), who));
    }

    private Task<string> ShelveAsync(string report, (string, string)[] who) =>
        client.PostAsync(
            "/cohere/v2/rerank",
            new JsonObject
            {
                ["model"] = "rerank-v3.5",
                ["query"] = report,
                ["documents"] = new JsonArray([.. Shelves.Select(shelf => (JsonNode)shelf)]),
            },
            who
        );

    private Task<string> LabelAsync(string summary, (string, string)[] who) =>
        client.PostAsync(
            "/groq/v1/chat/completions",
            new JsonObject
            {
                ["model"] = "llama-3.3-70b-versatile",
                ["stream"] = true,
                ["messages"] = new JsonArray(
                    new JsonObject { ["role"] = "user", ["content"] = "A label of five words for: " + summary }
                ),
            },
            who
        );
}
