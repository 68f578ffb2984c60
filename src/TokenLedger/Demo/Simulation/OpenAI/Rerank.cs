using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>POST /v1/rerank as Together and vLLM have it: billed by the tokens of query and documents.</summary>
/// <remarks>https://docs.together.ai/reference/rerank-1</remarks>
internal static class Rerank
{
    public static Answer Answer(SimulatedRequest request)
    {
        string query = request.Json.Text("query") ?? "";
        string[] documents = [.. request.Json.Items("documents").Select(PromptText.Of)];
        SimulatedUsage usage = new(documents.Sum(text => WordTokens.Count(query) + WordTokens.Count(text)));
        string id = request.ResponseId("rerank-");
        JsonObject body = new()
        {
            ["object"] = "rerank",
            ["id"] = id,
            ["model"] = request.Model,
            ["results"] = Wire.Array(Ranked(request, documents.Length)),
        };
        if (request.Misbehavior.Usage is not (UsageFault.Missing or UsageFault.Middle))
        {
            long tokens = usage.Reported(request.Misbehavior.Usage).Input;
            body["usage"] = new JsonObject
            {
                ["prompt_tokens"] = tokens,
                ["completion_tokens"] = 0,
                ["total_tokens"] = tokens,
            };
        }

        return new Answer
        {
            Body = body,
            ResponseId = id,
            Usage = usage,
        };
    }

    /// <summary>Scores drawn from the request, best first.</summary>
    public static IEnumerable<JsonObject> Ranked(SimulatedRequest request, int count)
    {
        Prose random = new(request.Seed);
        return Enumerable
            .Range(0, count)
            .Select(index => (Index: index, Score: random.Next(10_000) / 10_000m))
            .OrderByDescending(item => item.Score)
            .Take((int)(request.Json.Number("top_n") ?? count))
            .Select(item => new JsonObject { ["index"] = item.Index, ["relevance_score"] = item.Score });
    }
}
