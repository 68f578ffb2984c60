using System.Text.Json;
using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.Framing;

namespace TokenLedger.Demo.Simulation.Cohere;

/// <summary>
/// POST /v1/chat, the older one: a message and a history; a stream is one JSON object a line, the last of which holds the
/// whole answer with its usage.
/// </summary>
/// <remarks>https://docs.cohere.com/v1/reference/chat</remarks>
internal static class ChatV1
{
    public static Answer Answer(SimulatedRequest request)
    {
        JsonElement json = request.Json;
        string message = json.Text("message") ?? "";
        Completion completion = CoherePrompt.Write(request, message);
        string prompt = json.Text("preamble") + PromptText.Of(json.Member("chat_history")) + message;
        SimulatedUsage usage = new(WordTokens.Count(prompt), Output: completion.Tokens);
        UsageFault fault = request.Misbehavior.Usage;
        SimulatedUsage? reported = fault is UsageFault.None or UsageFault.Zero ? usage.Reported(fault) : null;
        string id = request.ResponseId("");
        return new Answer
        {
            Body = request.Streamed ? null : Body(request, id, completion, reported),
            Events = request.Streamed ? Events(request, id, completion, reported) : null,
            Framing = StreamFraming.Lines,
            ContentType = request.Streamed ? "application/stream+json" : null,
            ErrorEvent = Event("stream-end", true, ("finish_reason", "ERROR")),
            ResponseId = id,
            Usage = usage,
        };
    }

    private static List<StreamEvent> Events(
        SimulatedRequest request,
        string id,
        Completion completion,
        SimulatedUsage? usage
    ) =>
        [
            Event("stream-start", false, ("generation_id", request.Id("gen"))),
            .. completion.Pieces.Select(piece => Event("text-generation", false, ("text", piece))),
            Event(
                "stream-end",
                true,
                ("finish_reason", ChatV2.FinishReason(completion)),
                ("response", Body(request, id, completion, usage))
            ),
        ];

    private static JsonObject Body(SimulatedRequest request, string id, Completion completion, SimulatedUsage? usage)
    {
        JsonObject meta = CohereUsage.Meta("1", null);
        foreach ((string name, JsonNode? value) in usage is null ? [] : CohereUsage.Of(usage))
        {
            meta[name] = value!.DeepClone();
        }

        return new JsonObject
        {
            ["response_id"] = id,
            ["text"] = completion.Text,
            ["generation_id"] = request.Id("gen"),
            ["chat_history"] = new JsonArray(),
            ["finish_reason"] = ChatV2.FinishReason(completion),
            ["meta"] = meta,
        };
    }

    private static StreamEvent Event(string type, bool finished, params (string Name, JsonNode? Value)[] members)
    {
        JsonObject data = new() { ["is_finished"] = finished, ["event_type"] = type };
        foreach ((string name, JsonNode? value) in members)
        {
            data[name] = value;
        }

        return StreamEvent.Unnamed(data);
    }
}
