using System.Text.Json;
using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.Framing;

namespace TokenLedger.Demo.Simulation.Gemini;

/// <summary>
/// generateContent and streamGenerateContent. A stream is a JSON array, or server-sent events with <c>alt=sse</c>; every
/// chunk carries the usage so far, the last one the finish reason; nothing follows it.
/// </summary>
/// <remarks>https://ai.google.dev/api/generate-content</remarks>
internal sealed class GenerateContent(SimulatedRequest request, string? trafficType)
{
    /// <summary>The second is asked twice, the last is empty: one search is charged for each distinct one.</summary>
    private static readonly string[] Queries = ["token prices", "ledger proofs", "ledger proofs", ""];

    private readonly bool grounded = GeminiPrompt.IsGrounded(request.Json);
    private readonly string id = request.ResponseId("");

    public Answer Answer(PromptMemory memory)
    {
        SimulatedUsage prompt = GeminiPrompt.Count(request, memory);
        if (request.Misbehavior.Blocked)
        {
            return Reply([Blocked(prompt)], prompt);
        }

        JsonElement configuration = request.Json.Member("generationConfig");
        Completion completion = Completion.Write(
            request,
            0,
            GeminiPrompt.Tool(request.Json),
            configuration.Number("maxOutputTokens"),
            GeminiPrompt.Thinks(request)
        );
        SimulatedUsage usage = prompt with
        {
            Output = completion.Tokens,
            Reasoning = completion.Reasoning,
            Searches = grounded ? Searches() : 0,
        };
        return Reply(request.Streamed ? Chunks(completion, usage) : [Whole(completion, usage)], usage);
    }

    private Answer Reply(List<JsonObject> chunks, SimulatedUsage usage)
    {
        bool events = request.Query.Contains("alt=sse", StringComparison.Ordinal);
        return new Answer
        {
            Body = request.Streamed ? null : chunks[0],
            Events = request.Streamed ? [.. chunks.Select(StreamEvent.Unnamed)] : null,
            Framing = events ? StreamFraming.ServerSentCrlf : StreamFraming.JsonArray,
            ResponseId = id,
            Usage = usage,
        };
    }

    private JsonObject Whole(Completion completion, SimulatedUsage usage) =>
        Chunk([Part(completion, completion.Text)], FinishReason(completion), Final(usage));

    private List<JsonObject> Chunks(Completion completion, SimulatedUsage usage)
    {
        bool reports = request.Misbehavior.Usage is UsageFault.None or UsageFault.Zero;
        List<JsonObject> chunks = [];
        long told = 0;
        foreach (string piece in completion.Pieces)
        {
            told += WordTokens.Count(piece);
            SimulatedUsage soFar = (usage with { Output = told }).Reported(request.Misbehavior.Usage);
            chunks.Add(Chunk([Part(completion, piece)], null, reports ? soFar : null));
        }

        JsonArray last = completion.Tool is null ? [new JsonObject { ["text"] = "" }] : [Part(completion, "")];
        chunks.Add(Chunk(last, FinishReason(completion), Final(usage)));
        if (request.Misbehavior.Usage == UsageFault.Middle)
        {
            chunks[chunks.Count / 2]["usageMetadata"] = GeminiUsage.Of(usage, trafficType);
        }

        return chunks;
    }

    /// <summary>The usage at the end; null when told to leave it out.</summary>
    private SimulatedUsage? Final(SimulatedUsage usage) =>
        request.Misbehavior.Usage is UsageFault.None or UsageFault.Zero
            ? usage.Reported(request.Misbehavior.Usage)
            : null;

    private JsonObject Chunk(JsonArray parts, string? finishReason, SimulatedUsage? usage)
    {
        JsonObject candidate = new()
        {
            ["content"] = new JsonObject { ["parts"] = parts, ["role"] = "model" },
        };
        if (finishReason is not null)
        {
            candidate["finishReason"] = finishReason;
            if (grounded)
            {
                candidate["groundingMetadata"] = new JsonObject
                {
                    ["webSearchQueries"] = Wire.Array(Queries.Select(query => (JsonNode)query)),
                    ["groundingChunks"] = new JsonArray(),
                };
            }
        }

        candidate["index"] = 0;
        return Envelope(new JsonObject { ["candidates"] = new JsonArray(candidate) }, usage);
    }

    private JsonObject Blocked(SimulatedUsage prompt) =>
        Envelope(new JsonObject { ["promptFeedback"] = new JsonObject { ["blockReason"] = "SAFETY" } }, Final(prompt));

    private JsonObject Envelope(JsonObject json, SimulatedUsage? usage)
    {
        if (usage is not null)
        {
            json["usageMetadata"] = GeminiUsage.Of(usage, trafficType);
        }

        json["modelVersion"] = ModelCatalog.Served(request.Model);
        json["responseId"] = id;
        return json;
    }

    private static JsonObject Part(Completion completion, string text) =>
        completion.Tool is { } tool
            ? new JsonObject
            {
                ["functionCall"] = new JsonObject { ["name"] = tool.Name, ["args"] = tool.Arguments.DeepClone() },
            }
            : new JsonObject { ["text"] = text };

    private static string FinishReason(Completion completion) => completion.Truncated ? "MAX_TOKENS" : "STOP";

    /// <summary>From the third generation on every distinct query is charged, before it the grounded prompt.</summary>
    private int Searches() =>
        request.Model.StartsWith("gemini-3", StringComparison.Ordinal)
            ? Queries.Where(query => query.Length > 0).Distinct().Count()
            : 1;
}
