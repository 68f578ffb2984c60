using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.Mistral;

/// <summary>
/// POST /v1/ocr: billed by the page, annotated pages dearer. The pages asked for, else three; with an annotation format
/// every page is annotated.
/// </summary>
/// <remarks>https://docs.mistral.ai/api/endpoint/ocr</remarks>
internal static class Ocr
{
    private const int UsualPages = 3;

    public static Answer Answer(SimulatedRequest request)
    {
        int asked = request.Json.Items("pages").Count();
        int pages = asked > 0 ? asked : UsualPages;
        bool annotated = request.Json.Member("document_annotation_format").ValueKind == JsonValueKind.Object;
        JsonObject body = new()
        {
            ["pages"] = Wire.Array(Enumerable.Range(0, pages).Select(index => Page(request, index))),
            ["model"] = ModelCatalog.Served(request.Model),
            ["document_annotation"] = annotated ? "{}" : null,
        };
        if (request.Misbehavior.Usage is not (UsageFault.Missing or UsageFault.Middle))
        {
            int reported = request.Misbehavior.Usage == UsageFault.Zero ? 0 : pages;
            body["usage_info"] = new JsonObject
            {
                ["pages_processed"] = reported,
                ["pages_processed_annotation"] = annotated ? reported : 0,
                ["doc_size_bytes"] = 3_002_783,
            };
        }

        return new Answer
        {
            Body = body,
            Usage = annotated ? new(0) { AnnotatedPages = pages } : new(0) { Pages = pages },
        };
    }

    private static JsonObject Page(SimulatedRequest request, int index) =>
        new()
        {
            ["index"] = index,
            ["markdown"] = Completion.Write(request, index, null, null, reasons: false).Text,
            ["images"] = new JsonArray(),
            ["dimensions"] = new JsonObject
            {
                ["dpi"] = 200,
                ["height"] = 2200,
                ["width"] = 1700,
            },
        };
}
