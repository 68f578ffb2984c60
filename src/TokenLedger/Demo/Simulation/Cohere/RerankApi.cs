using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Cohere;

/// <summary>POST /v2/rerank and /v1/rerank: one search unit for up to 100 documents.</summary>
/// <remarks>https://docs.cohere.com/reference/rerank</remarks>
internal static class RerankApi
{
    private const int DocumentsPerUnit = 100;

    public static Answer Answer(SimulatedRequest request, string version)
    {
        int documents = request.Json.Items("documents").Count();
        long units = Math.Max(1, (documents + DocumentsPerUnit - 1) / DocumentsPerUnit);
        bool reports = request.Misbehavior.Usage is UsageFault.None or UsageFault.Zero;
        long billed = request.Misbehavior.Usage == UsageFault.Zero ? 0 : units;
        string id = request.ResponseId("");
        return new Answer
        {
            Body = new JsonObject
            {
                ["id"] = id,
                ["results"] = Wire.Array(Rerank.Ranked(request, documents)),
                ["meta"] = CohereUsage.Meta(version, reports ? new() { ["search_units"] = billed } : null),
            },
            ResponseId = id,
            Usage = new SimulatedUsage(0) { RerankUnits = units },
        };
    }
}
