using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.Cohere;

/// <summary>POST /v2/chat: https://docs.cohere.com/reference/chat.</summary>
internal static class ChatV2
{
    public static Answer Answer(SimulatedRequest request)
    {
        JsonElement json = request.Json;
        string last = PromptText.Of(json.Items("messages").LastOrDefault().Member("content"));
        Completion completion = CoherePrompt.Write(request, last);
        string prompt = PromptText.Of(json.Member("tools")) + PromptText.Of(json.Member("messages"));
        SimulatedUsage usage = new(WordTokens.Count(prompt), Output: completion.Tokens);
        UsageFault fault = request.Misbehavior.Usage;
        SimulatedUsage? reported = fault is UsageFault.None or UsageFault.Zero ? usage.Reported(fault) : null;
        string id = request.ResponseId("");
        return new Answer
        {
            Body = request.Streamed ? null : Body(request, id, completion, reported),
            Events = request.Streamed ? ChatV2Stream.Events(request, id, completion, reported) : null,
            ResponseId = id,
            Usage = usage,
        };
    }

    public static string FinishReason(Completion completion) =>
        completion.Tool is not null ? "TOOL_CALL"
        : completion.Truncated ? "MAX_TOKENS"
        : "COMPLETE";

    public static JsonObject ToolCallOf(SimulatedRequest request, ToolCall tool) =>
        new()
        {
            ["id"] = request.Id(tool.Name + "_"),
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = tool.Name, ["arguments"] = Wire.Text(tool.Arguments) },
        };

    private static JsonObject Body(SimulatedRequest request, string id, Completion completion, SimulatedUsage? usage)
    {
        JsonObject message = new() { ["role"] = "assistant" };
        if (completion.Tool is { } tool)
        {
            message["tool_plan"] = "I will use the tool.";
            message["tool_calls"] = new JsonArray(ToolCallOf(request, tool));
        }
        else
        {
            message["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = completion.Text });
        }

        JsonObject body = new()
        {
            ["id"] = id,
            ["message"] = message,
            ["finish_reason"] = FinishReason(completion),
        };
        if (usage is not null)
        {
            body["usage"] = CohereUsage.Of(usage);
        }

        return body;
    }
}
