using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>POST /v1/chat/completions: https://platform.openai.com/docs/api-reference/chat.</summary>
internal static class ChatCompletions
{
    public static Answer Answer(SimulatedRequest request, PromptMemory memory)
    {
        JsonElement json = request.Json;
        JsonElement[] messages = [.. json.Items("messages")];
        string lastMessage = messages.Length == 0 ? "" : PromptText.Of(messages[^1].Member("content"));
        string prompt = PromptText.Of(json.Member("tools")) + PromptText.Of(json.Member("messages"));
        long? most = json.Number("max_completion_tokens") ?? json.Number("max_tokens");
        bool reasons = ModelCatalog.Reasons(request.Model) && json.Text("reasoning_effort") is not "none";

        int count = (int)Math.Clamp(json.Number("n") ?? 1, 1, 16);
        Completion[] choices =
        [
            .. Enumerable.Range(0, count).Select(i => Completion.Write(request, i, lastMessage, most, reasons)),
        ];
        SimulatedUsage usage = OpenAIUsage.Prompt(request, prompt, messages.Length, memory) with
        {
            Output = choices.Sum(choice => choice.Tokens),
            Reasoning = choices.Sum(choice => choice.Reasoning),
        };
        string id = request.ResponseId("chatcmpl-");
        return new Answer
        {
            Body = request.Streamed ? null : Body(request, id, choices, usage),
            Events = request.Streamed ? ChatStream.Events(request, id, choices, usage) : null,
            ErrorEvent = OpenAIErrors.ChatEvent,
            ResponseId = id,
            Usage = usage,
        };
    }

    /// <summary>Why a choice ended.</summary>
    public static string FinishReason(Completion choice) =>
        choice.Tool is not null ? "tool_calls"
        : choice.Truncated ? "length"
        : "stop";

    private static JsonObject Body(SimulatedRequest request, string id, Completion[] choices, SimulatedUsage usage)
    {
        JsonObject body = new()
        {
            ["id"] = id,
            ["object"] = "chat.completion",
            ["created"] = request.CreatedAt,
            ["model"] = ModelCatalog.Served(request.Model),
            ["choices"] = Wire.Array(choices.Select((choice, index) => Choice(request, choice, index))),
        };
        if (request.Misbehavior.Usage is not (UsageFault.Missing or UsageFault.Middle))
        {
            body["usage"] = OpenAIUsage.OfChat(usage.Reported(request.Misbehavior.Usage));
        }

        body["service_tier"] = OpenAIUsage.Tier(request);
        body["system_fingerprint"] = "fp_simulated";
        return body;
    }

    private static JsonObject Choice(SimulatedRequest request, Completion choice, int index)
    {
        JsonObject message = new() { ["role"] = "assistant", ["content"] = choice.Tool is null ? choice.Text : null };
        if (choice.Tool is { } tool)
        {
            message["tool_calls"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = request.Id("call_", index),
                    ["type"] = "function",
                    ["function"] = new JsonObject { ["name"] = tool.Name, ["arguments"] = Wire.Text(tool.Arguments) },
                }
            );
        }

        message["refusal"] = null;
        message["annotations"] = new JsonArray();
        return new JsonObject
        {
            ["index"] = index,
            ["message"] = message,
            ["logprobs"] = null,
            ["finish_reason"] = FinishReason(choice),
        };
    }
}
