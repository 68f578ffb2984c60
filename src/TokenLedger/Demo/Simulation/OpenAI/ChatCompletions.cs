using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>POST /v1/chat/completions: https://platform.openai.com/docs/api-reference/chat.</summary>
internal static class ChatCompletions
{
    public static Answer Answer(SimulatedRequest request, ChatFlavor flavor, PromptMemory memory)
    {
        JsonElement json = request.Json;
        JsonElement[] messages = [.. json.Items("messages")];
        string lastMessage = messages.Length == 0 ? "" : PromptText.Of(messages[^1].Member("content"));
        string prompt = PromptText.Of(json.Member("tools")) + PromptText.Of(json.Member("messages"));
        long? most = json.Number("max_completion_tokens") ?? json.Number("max_tokens");
        bool reasons = ModelCatalog.Reasons(flavor.Served(request)) && json.Text("reasoning_effort") is not "none";
        ToolCall? tool = ToolCall.Choose(json, lastMessage);

        int count = (int)Math.Clamp(json.Number("n") ?? 1, 1, 16);
        Completion[] choices =
        [
            .. Enumerable.Range(0, count).Select(i => Completion.Write(request, i, tool, most, reasons)),
        ];
        SimulatedUsage counted = OpenAIUsage.Prompt(request, prompt, messages.Length, memory) with
        {
            Output = choices.Sum(choice => choice.Tokens),
            Reasoning = choices.Sum(choice => choice.Reasoning),
        };
        return Reply(request, flavor, choices, flavor.Count(request, counted));
    }

    /// <summary>The answer in the shape of a chat completion, streamed or not.</summary>
    public static Answer Reply(SimulatedRequest request, ChatFlavor flavor, Completion[] choices, SimulatedUsage usage)
    {
        ChatShape shape = new(request, flavor, request.ResponseId("chatcmpl-"));
        return new Answer
        {
            Body = request.Streamed ? null : Body(shape, choices, usage),
            Events = request.Streamed ? ChatStream.Events(shape, choices, usage) : null,
            ResponseId = shape.Id,
            Usage = usage,
        };
    }

    private static JsonObject Body(ChatShape shape, Completion[] choices, SimulatedUsage usage)
    {
        JsonObject body = shape.Part("chat.completion", Wire.Array(choices.Select(shape.Message)));
        SimulatedUsage? reported = shape.Reported(usage);
        if (reported is not null)
        {
            body["usage"] = shape.Usage(reported);
        }

        shape.Finish(body, reported);
        return body;
    }
}
