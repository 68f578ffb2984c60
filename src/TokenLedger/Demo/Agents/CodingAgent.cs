using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Agents;

/// <summary>
/// A coding agent: a long cached system prompt, tools, streamed messages; each task reads a file, edits it, and reports.
/// </summary>
internal sealed class CodingAgent(HttpClient http) : ISampleAgent
{
    private const string Model = "claude-sonnet-5-5";

    private static readonly string[] Tasks =
    [
        "Make the invoice total include shipping.",
        "Add a retry to the stock lookup.",
        "Rename Customer.Mail to Customer.Email everywhere.",
    ];

    private static readonly string Project =
        "You are a coding agent. Read before you edit. Keep changes small. Run the tests.\nFiles of the project:\n"
        + string.Join('\n', Enumerable.Range(1, 220).Select(File));

    private readonly AgentClient client = new(http, "coding-agent", "development");

    /// <inheritdoc/>
    public TimeSpan Pause => TimeSpan.FromMilliseconds(600);

    /// <inheritdoc/>
    public async Task WorkAsync(int turn, CancellationToken stop)
    {
        JsonArray messages = [Message("user", Tasks[turn % Tasks.Length])];
        foreach (string tool in (string[])["read_file", "edit_file", ""])
        {
            if (stop.IsCancellationRequested)
            {
                return;
            }

            await client.PostAsync(
                "/v1/messages",
                Request(messages, tool),
                ("Session", $"task-{turn + 1}"),
                ("User", "ada"),
                ("Project", "shop"),
                ("Cost-Center", "engineering"),
                ("Step", tool.Length == 0 ? "report" : "act")
            );
            messages.Add((JsonNode)Message("assistant", "Calling " + tool));
            messages.Add((JsonNode)Message("user", $"Result of {tool}: public sealed class Invoice {{ … }}"));
        }
    }

    private static JsonObject Request(JsonArray messages, string tool) =>
        new()
        {
            ["model"] = Model,
            ["max_tokens"] = 1024,
            ["stream"] = true,
            ["system"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "text",
                    ["text"] = Project,
                    ["cache_control"] = new JsonObject { ["type"] = "ephemeral" },
                }
            ),
            ["tools"] = new JsonArray(Tool("read_file", "path"), Tool("edit_file", "path", "patch")),
            ["tool_choice"] =
                tool.Length == 0
                    ? new JsonObject { ["type"] = "auto" }
                    : new JsonObject { ["type"] = "tool", ["name"] = tool },
            ["messages"] = messages.DeepClone(),
        };

    private static JsonObject Tool(string name, params string[] parameters) =>
        new()
        {
            ["name"] = name,
            ["input_schema"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject(
                    parameters.Select(parameter =>
                        KeyValuePair.Create<string, JsonNode?>(parameter, new JsonObject { ["type"] = "string" })
                    )
                ),
                ["required"] = new JsonArray([.. parameters.Select(parameter => (JsonNode)parameter)]),
            },
        };

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };

    private static string File(int number) =>
        $"src/shop/part{number:D3}.cs  class Part{number}, {number * 7 % 300} lines";
}
