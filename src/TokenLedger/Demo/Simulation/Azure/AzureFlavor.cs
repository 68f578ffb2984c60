using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Azure;

/// <summary>
/// Azure OpenAI: what the content filter found is told everywhere; a stream opens with a chunk that has neither choices
/// nor a model.
/// </summary>
/// <remarks>https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-streaming</remarks>
internal sealed class AzureFlavor : OpenAIFlavor
{
    private static readonly string[] Categories = ["hate", "self_harm", "sexual", "violence"];

    public override void Finish(SimulatedRequest request, JsonObject part, SimulatedUsage? usage)
    {
        if (!request.Streamed)
        {
            part["prompt_filter_results"] = PromptFilter();
        }

        foreach (JsonNode? choice in part["choices"]!.AsArray())
        {
            choice!["content_filter_results"] = Filter();
        }
    }

    public override IEnumerable<JsonObject> Opening(SimulatedRequest request) =>
        [
            new()
            {
                ["choices"] = new JsonArray(),
                ["created"] = 0,
                ["id"] = "",
                ["model"] = "",
                ["object"] = "",
                ["prompt_filter_results"] = PromptFilter(),
            },
        ];

    /// <summary>What the filter says of each category.</summary>
    public static JsonObject Filter() =>
        new(
            Categories.Select(category =>
                KeyValuePair.Create<string, JsonNode?>(
                    category,
                    new JsonObject { ["filtered"] = false, ["severity"] = "safe" }
                )
            )
        );

    private static JsonArray PromptFilter() =>
        [new JsonObject { ["prompt_index"] = 0, ["content_filter_results"] = Filter() }];
}
