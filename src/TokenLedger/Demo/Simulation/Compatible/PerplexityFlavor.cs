using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Compatible;

/// <summary>
/// Perplexity: usage in every chunk, sources beside the answer, and its own cost. Deep research counts reasoning,
/// citations and searches apart from the completion; the other models charge a fee for the request.
/// </summary>
/// <remarks>https://docs.perplexity.ai/api-reference/chat-completions-post</remarks>
internal sealed class PerplexityFlavor : ChatFlavor
{
    private const decimal Million = 1_000_000;
    private static readonly string[] Sources = ["https://example.org/ledgers", "https://example.org/tokens"];

    public override UsagePlace Place(SimulatedRequest request) => UsagePlace.EveryChunk;

    public override SimulatedUsage Count(SimulatedRequest request, SimulatedUsage usage) =>
        IsDeepResearch(request)
            ? usage with
            {
                Citations = 40 + (long)(request.Seed % 400),
                Searches = 3 + (long)(request.Seed % 7),
            }
            : usage with
            {
                Requests = 1,
            };

    public override JsonObject Usage(SimulatedRequest request, SimulatedUsage usage)
    {
        JsonObject json = new()
        {
            ["prompt_tokens"] = usage.Prompt,
            ["completion_tokens"] = IsDeepResearch(request) ? usage.Output : usage.Answer,
            ["total_tokens"] = usage.Prompt + (IsDeepResearch(request) ? usage.Output : usage.Answer),
            ["search_context_size"] = "low",
        };
        if (IsDeepResearch(request))
        {
            json["citation_tokens"] = usage.Citations;
            json["num_search_queries"] = usage.Searches;
            json["reasoning_tokens"] = usage.Reasoning;
        }

        json["cost"] = Cost(usage);
        return json;
    }

    public override void Dress(SimulatedRequest request, JsonObject part)
    {
        part["citations"] = Wire.Array(Sources.Select(url => (JsonNode)url));
        part["search_results"] = Wire.Array(
            Sources.Select(url => new JsonObject { ["title"] = "A source", ["url"] = url })
        );
    }

    private static bool IsDeepResearch(SimulatedRequest request) => request.Model == "sonar-deep-research";

    /// <summary>At the price of sonar with the least search context.</summary>
    private static JsonObject Cost(SimulatedUsage usage)
    {
        decimal input = usage.Prompt / Million;
        decimal output = usage.Answer / Million;
        decimal request = 0.005m * usage.Requests;
        return new JsonObject
        {
            ["input_tokens_cost"] = input,
            ["output_tokens_cost"] = output,
            ["request_cost"] = request,
            ["total_cost"] = input + output + request,
        };
    }
}
