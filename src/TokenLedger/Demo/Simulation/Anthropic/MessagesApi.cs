using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.Anthropic;

/// <summary>POST /v1/messages and /v1/messages/count_tokens: https://docs.claude.com/en/api/messages.</summary>
internal static class MessagesApi
{
    public static Answer Answer(SimulatedRequest request, PromptMemory memory)
    {
        JsonElement json = request.Json;
        JsonElement last = json.Items("messages").LastOrDefault();
        bool thinks = json.Member("thinking").Text("type") is "enabled" or "adaptive";
        Completion completion = Completion.Write(
            request,
            0,
            ToolCall.Choose(json, PromptText.Of(last.Member("content"))),
            json.Number("max_tokens"),
            thinks
        );
        SimulatedUsage usage = AnthropicPrompt.Count(request, memory) with
        {
            Output = completion.Tokens,
            Reasoning = completion.Reasoning,
        };
        string id = request.ResponseId("msg_");
        return new Answer
        {
            Body = request.Streamed ? null : Body(request, id, completion, usage),
            Events = request.Streamed ? MessageStream.Events(request, id, completion, usage) : null,
            ResponseId = id,
            Usage = usage,
        };
    }

    public static Answer CountTokens(SimulatedRequest request) =>
        new()
        {
            Body = new JsonObject { ["input_tokens"] = AnthropicPrompt.Count(request, new PromptMemory(false)).Prompt },
        };

    /// <summary>Why the message ended.</summary>
    public static string StopReason(Completion completion) =>
        completion.Tool is not null ? "tool_use"
        : completion.Truncated ? "max_tokens"
        : "end_turn";

    /// <summary>The message object, empty at a stream's start.</summary>
    public static JsonObject Message(SimulatedRequest request, string id, JsonArray content, string? stopReason) =>
        new()
        {
            ["model"] = ModelCatalog.Served(request.Model),
            ["id"] = id,
            ["type"] = "message",
            ["role"] = "assistant",
            ["content"] = content,
            ["stop_reason"] = stopReason,
            ["stop_sequence"] = null,
        };

    public static JsonObject ThinkingBlock(SimulatedRequest request, string thinking, bool signed) =>
        new()
        {
            ["type"] = "thinking",
            ["thinking"] = thinking,
            ["signature"] = signed ? Signature(request) : "",
        };

    public static string Signature(SimulatedRequest request) => request.Id("sig");

    public static JsonObject ToolBlock(SimulatedRequest request, ToolCall tool, bool whole) =>
        new()
        {
            ["type"] = "tool_use",
            ["id"] = request.Id("toolu_"),
            ["name"] = tool.Name,
            ["input"] = whole ? tool.Arguments.DeepClone() : new JsonObject(),
        };

    private static JsonObject Body(SimulatedRequest request, string id, Completion completion, SimulatedUsage usage)
    {
        JsonArray content = [];
        if (completion.Reasoning > 0)
        {
            content.Add((JsonNode)ThinkingBlock(request, completion.Thoughts, signed: true));
        }

        content.Add(
            completion.Tool is { } tool
                ? (JsonNode)ToolBlock(request, tool, whole: true)
                : new JsonObject { ["type"] = "text", ["text"] = completion.Text }
        );
        JsonObject body = Message(request, id, content, StopReason(completion));
        if (request.Misbehavior.Usage is not (UsageFault.Missing or UsageFault.Middle))
        {
            SimulatedUsage reported = usage.Reported(request.Misbehavior.Usage);
            body["usage"] = AnthropicUsage.Of(reported, reported.Answer);
        }

        return body;
    }
}
