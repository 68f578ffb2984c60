using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>The response object and its output items, at any point of their life.</summary>
internal sealed class ResponseShape(SimulatedRequest request, Completion completion, SimulatedUsage usage)
{
    public string Id { get; } = request.ResponseId("resp_");

    public SimulatedRequest Request => request;

    public Completion Completion => completion;

    public string FinalStatus => completion.Truncated ? "incomplete" : "completed";

    public bool HasReasoning => completion.Reasoning > 0;

    /// <summary>The finished response.</summary>
    public JsonObject Whole() => At(FinalStatus, Output(), ReportedUsage());

    /// <summary>The response while it is being made.</summary>
    public JsonObject Begun(string status) =>
        At(status, [], request.Misbehavior.Usage == UsageFault.Middle ? OpenAIUsage.OfResponse(usage) : null);

    public JsonObject ReasoningItem() =>
        new()
        {
            ["id"] = request.Id("rs_"),
            ["type"] = "reasoning",
            ["summary"] = new JsonArray(),
        };

    public JsonObject AnswerItem(string status, bool whole) =>
        completion.Tool is { } tool ? ToolItem(tool, status, whole) : MessageItem(status, whole);

    public static JsonObject TextPart(string text) =>
        new()
        {
            ["type"] = "output_text",
            ["annotations"] = new JsonArray(),
            ["logprobs"] = new JsonArray(),
            ["text"] = text,
        };

    private JsonArray Output() =>
        HasReasoning ? [ReasoningItem(), AnswerItem(FinalStatus, true)] : [AnswerItem(FinalStatus, true)];

    private JsonObject MessageItem(string status, bool whole) =>
        new()
        {
            ["id"] = request.Id("msg_"),
            ["type"] = "message",
            ["status"] = status,
            ["content"] = whole ? new JsonArray(TextPart(completion.Text)) : [],
            ["role"] = "assistant",
        };

    private JsonObject ToolItem(ToolCall tool, string status, bool whole) =>
        new()
        {
            ["id"] = request.Id("fc_"),
            ["type"] = "function_call",
            ["status"] = status,
            ["arguments"] = whole ? Wire.Text(tool.Arguments) : "",
            ["call_id"] = request.Id("call_"),
            ["name"] = tool.Name,
        };

    private JsonObject? ReportedUsage() =>
        request.Misbehavior.Usage is UsageFault.Missing or UsageFault.Middle
            ? null
            : OpenAIUsage.OfResponse(usage.Reported(request.Misbehavior.Usage));

    private JsonObject At(string status, JsonArray output, JsonObject? reported)
    {
        JsonElement json = request.Json;
        return new JsonObject
        {
            ["id"] = Id,
            ["object"] = "response",
            ["created_at"] = request.CreatedAt,
            ["status"] = status,
            ["background"] = json.Flag("background"),
            ["error"] = null,
            ["incomplete_details"] =
                status == "incomplete" ? new JsonObject { ["reason"] = "max_output_tokens" } : null,
            ["instructions"] = json.Text("instructions"),
            ["max_output_tokens"] = json.Number("max_output_tokens"),
            ["model"] = ModelCatalog.Served(request.Model),
            ["output"] = output,
            ["parallel_tool_calls"] = true,
            ["previous_response_id"] = json.Text("previous_response_id"),
            ["reasoning"] = new JsonObject { ["effort"] = json.Member("reasoning").Text("effort"), ["summary"] = null },
            ["service_tier"] = OpenAIUsage.Tier(request),
            ["store"] = json.Member("store").ValueKind != JsonValueKind.False,
            ["temperature"] = 1.0m,
            ["text"] = new JsonObject { ["format"] = new JsonObject { ["type"] = "text" } },
            ["tool_choice"] = "auto",
            ["tools"] = new JsonArray(),
            ["top_p"] = 1.0m,
            ["truncation"] = "disabled",
            ["usage"] = reported,
            ["user"] = null,
            ["metadata"] = new JsonObject(),
        };
    }
}
