using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Agents;

/// <summary>A planner over the Responses API that splits a goal and hands the parts to two sub-agents at once.</summary>
internal sealed class Planner(HttpClient http) : ISampleAgent
{
    private static readonly string[] Goals =
    [
        "Prepare the spring campaign for children's bicycles.",
        "Find out why repairs took longer in October.",
        "Plan the move of the warehouse to the new address.",
    ];

    private readonly AgentClient client = new(http, "planner", "operations");

    /// <inheritdoc/>
    public TimeSpan Pause => TimeSpan.FromMilliseconds(800);

    /// <inheritdoc/>
    public async Task WorkAsync(int turn, CancellationToken stop)
    {
        string session = $"goal-{turn + 1}";
        string goal = Goals[turn % Goals.Length];
        string plan = await AskAsync(client, "gpt-5-mini", "Split this goal into two parts: " + goal, session, "plan");
        if (stop.IsCancellationRequested)
        {
            return;
        }

        await Task.WhenAll(
            AskAsync(
                client.As("researcher"),
                "gpt-4.1-mini",
                "Research the first part: " + plan,
                session,
                "research",
                "planner"
            ),
            AskAsync(
                client.As("writer"),
                "gpt-4.1-mini",
                "Write up the second part: " + plan,
                session,
                "write",
                "planner"
            )
        );
    }

    private static async Task<string> AskAsync(
        AgentClient caller,
        string model,
        string input,
        string session,
        string step,
        string? parent = null
    )
    {
        (string, string)[] who = [("Session", session), ("Step", step), ("User", "grace"), ("Project", "operations")];
        string answer = await caller.PostAsync(
            "/v1/responses",
            new JsonObject
            {
                ["model"] = model,
                ["input"] = input,
                ["max_output_tokens"] = 600,
                ["stream"] = parent is not null,
            },
            parent is null ? who : [.. who, ("Parent-Agent", parent)]
        );
        return AgentClient.First(answer, "text");
    }
}
