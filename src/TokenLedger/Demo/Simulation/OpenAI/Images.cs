using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>
/// POST /v1/images/generations, edits and variations. The gpt-image models report tokens, the older ones nothing: they
/// are billed by the picture. A stream sends one partial picture, then the whole one with the usage.
/// </summary>
/// <remarks>https://platform.openai.com/docs/api-reference/images</remarks>
internal static class Images
{
    /// <summary>Tokens of a picture at medium quality, 1024 by 1024.</summary>
    private const long TokensOfPicture = 1056;

    /// <summary>Tokens of a picture that is sent to be edited.</summary>
    private const long TokensOfInput = 323;

    /// <summary>A transparent pixel as PNG.</summary>
    private const string Pixel =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    public static Answer Answer(SimulatedRequest request)
    {
        string? number = request.Form?.Text("n") ?? request.Json.Number("n")?.ToString();
        int count = int.TryParse(number, out int asked) ? Math.Clamp(asked, 1, 10) : 1;
        string prompt = request.Form?.Text("prompt") ?? request.Json.Text("prompt") ?? "";
        int pictures = request.Form?.Parts.Count(part => part.FileName is not null) ?? 0;
        bool byToken = request.Model.StartsWith("gpt-image", StringComparison.Ordinal);
        SimulatedUsage usage = byToken
            ? new(WordTokens.Count(prompt))
            {
                InputImage = pictures * TokensOfInput,
                OutputImage = count * TokensOfPicture,
            }
            : new(0) { Images = count };
        return new Answer
        {
            Body = request.Streamed ? null : Body(request, count, byToken ? usage : null),
            Events = request.Streamed
                ? [Event(request, "partial_image", null), Event(request, "completed", usage)]
                : null,
            Usage = usage,
        };
    }

    private static JsonObject Body(SimulatedRequest request, int count, SimulatedUsage? usage)
    {
        JsonObject body = new()
        {
            ["created"] = request.CreatedAt,
            ["data"] = Wire.Array(Enumerable.Range(0, count).Select(_ => new JsonObject { ["b64_json"] = Pixel })),
        };
        if (usage is not null)
        {
            body["size"] = "1024x1024";
            body["quality"] = "medium";
            body["output_format"] = "png";
            Report(request, body, usage);
        }

        return body;
    }

    private static StreamEvent Event(SimulatedRequest request, string kind, SimulatedUsage? usage)
    {
        string type = "image_generation." + kind;
        JsonObject data = new()
        {
            ["type"] = type,
            ["b64_json"] = Pixel,
            ["created_at"] = request.CreatedAt,
            ["size"] = "1024x1024",
            ["quality"] = "medium",
        };
        if (usage is not null)
        {
            Report(request, data, usage);
        }

        return StreamEvent.Named(type, data);
    }

    private static void Report(SimulatedRequest request, JsonObject part, SimulatedUsage usage)
    {
        if (request.Misbehavior.Usage is not (UsageFault.Missing or UsageFault.Middle))
        {
            part["usage"] = OpenAIUsage.OfImages(usage.Reported(request.Misbehavior.Usage));
        }
    }
}
