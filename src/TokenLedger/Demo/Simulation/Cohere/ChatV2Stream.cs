using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.Cohere;

/// <summary>The documented events of a /v2/chat stream; the usage comes with message-end.</summary>
/// <remarks>https://docs.cohere.com/reference/chat-stream</remarks>
internal static class ChatV2Stream
{
    public static List<StreamEvent> Events(
        SimulatedRequest request,
        string id,
        Completion completion,
        SimulatedUsage? usage
    )
    {
        JsonObject start = new()
        {
            ["role"] = "assistant",
            ["content"] = new JsonArray(),
            ["tool_plan"] = "",
            ["tool_calls"] = new JsonArray(),
        };
        JsonObject end = new() { ["finish_reason"] = ChatV2.FinishReason(completion) };
        if (usage is not null)
        {
            end["usage"] = CohereUsage.Of(usage);
        }

        return
        [
            Of("message-start", null, new JsonObject { ["message"] = start }, id),
            .. completion.Tool is { } tool ? Tool(request, tool) : Text(completion),
            Of("message-end", null, end, id),
        ];
    }

    private static IEnumerable<StreamEvent> Text(Completion completion) =>
        [
            Of("content-start", 0, Content(new JsonObject { ["type"] = "text", ["text"] = "" })),
            .. completion.Pieces.Select(piece => Of("content-delta", 0, Content(new JsonObject { ["text"] = piece }))),
            Of("content-end", 0, null),
        ];

    private static IEnumerable<StreamEvent> Tool(SimulatedRequest request, ToolCall tool)
    {
        JsonObject call = ChatV2.ToolCallOf(request, tool);
        call["function"]!["arguments"] = "";
        JsonObject arguments = new() { ["function"] = new JsonObject { ["arguments"] = Wire.Text(tool.Arguments) } };
        return
        [
            Of("tool-call-start", 0, Calls(call)),
            Of("tool-call-delta", 0, Calls(arguments)),
            Of("tool-call-end", 0, null),
        ];
    }

    private static JsonObject Content(JsonObject content) =>
        new() { ["message"] = new JsonObject { ["content"] = content } };

    private static JsonObject Calls(JsonObject call) =>
        new() { ["message"] = new JsonObject { ["tool_calls"] = call } };

    private static StreamEvent Of(string type, int? index, JsonObject? delta, string? id = null)
    {
        JsonObject data = new() { ["type"] = type };
        if (id is not null)
        {
            data["id"] = id;
        }

        if (index is not null)
        {
            data["index"] = index;
        }

        if (delta is not null)
        {
            data["delta"] = delta;
        }

        return StreamEvent.Named(type, data);
    }
}
