using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>POST /v1/responses: https://platform.openai.com/docs/api-reference/responses.</summary>
internal static class ResponsesApi
{
    public static Answer Answer(SimulatedRequest request, PromptMemory memory, StoredResponses stored)
    {
        JsonElement json = request.Json;
        JsonElement[] items = [.. json.Items("input")];
        string prompt =
            PromptText.Of(json.Member("tools"))
            + PromptText.Of(json.Member("instructions"))
            + PromptText.Of(json.Member("input"));
        bool reasons = ModelCatalog.Reasons(request.Model) && json.Member("reasoning").Text("effort") is not "none";
        Completion completion = Completion.Write(
            request,
            0,
            ToolCall.Choose(json, items.Length == 0 ? prompt : PromptText.Of(items[^1])),
            json.Number("max_output_tokens"),
            reasons
        );
        SimulatedUsage usage = OpenAIUsage.Prompt(request, prompt, items.Length, memory) with
        {
            Output = completion.Tokens,
            Reasoning = completion.Reasoning,
        };
        ResponseShape shape = new(request, completion, usage);
        if (!json.Member("store").ValueKind.Equals(JsonValueKind.False))
        {
            stored.Keep(shape.Id, shape.Whole());
        }

        if (request.Streamed)
        {
            return Base(shape, usage) with { Events = ResponseStream.Events(shape) };
        }

        return json.Flag("background")
            ? Base(shape, null) with
            {
                Body = stored.Queue(shape),
            }
            : Base(shape, usage) with
            {
                Body = shape.Whole(),
            };
    }

    private static Answer Base(ResponseShape shape, SimulatedUsage? usage) =>
        new()
        {
            ResponseId = shape.Id,
            Usage = usage,
            ErrorEvent = ResponseStream.Error,
        };
}
