using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>OpenAI counts cached tokens within the prompt and reasoning within the answer.</summary>
internal static class OpenAIUsage
{
    public static JsonObject OfChat(SimulatedUsage usage) =>
        new()
        {
            ["prompt_tokens"] = usage.Prompt,
            ["completion_tokens"] = usage.Answer,
            ["total_tokens"] = usage.Prompt + usage.Answer,
            ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.CacheRead, ["audio_tokens"] = 0 },
            ["completion_tokens_details"] = new JsonObject
            {
                ["reasoning_tokens"] = usage.Reasoning,
                ["audio_tokens"] = 0,
                ["accepted_prediction_tokens"] = 0,
                ["rejected_prediction_tokens"] = 0,
            },
        };

    public static JsonObject OfResponse(SimulatedUsage usage) =>
        new()
        {
            ["input_tokens"] = usage.Prompt,
            ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.CacheRead },
            ["output_tokens"] = usage.Answer,
            ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = usage.Reasoning },
            ["total_tokens"] = usage.Prompt + usage.Answer,
        };

    public static JsonObject OfImages(SimulatedUsage usage) =>
        new()
        {
            ["input_tokens"] = usage.Prompt,
            ["input_tokens_details"] = new JsonObject
            {
                ["text_tokens"] = usage.Input,
                ["image_tokens"] = usage.InputImage,
            },
            ["output_tokens"] = usage.Answer,
            ["output_tokens_details"] = new JsonObject
            {
                ["image_tokens"] = usage.OutputImage,
                ["text_tokens"] = usage.Output,
            },
            ["total_tokens"] = usage.Prompt + usage.Answer,
        };

    public static JsonObject OfTranscription(SimulatedUsage usage) =>
        new()
        {
            ["type"] = "tokens",
            ["input_tokens"] = usage.Prompt,
            ["input_token_details"] = new JsonObject
            {
                ["text_tokens"] = usage.Input,
                ["audio_tokens"] = usage.InputAudio,
            },
            ["output_tokens"] = usage.Answer,
            ["total_tokens"] = usage.Prompt + usage.Answer,
        };

    /// <summary>The tier that serves: "default" unless flex or priority was asked for.</summary>
    public static string Tier(SimulatedRequest request) =>
        request.Json.Text("service_tier") is "flex" or "priority" ? request.Json.Text("service_tier")! : "default";

    /// <summary>Counts a prompt, cached prefix included.</summary>
    public static SimulatedUsage Prompt(SimulatedRequest request, string prompt, int messages, PromptMemory memory)
    {
        int read = memory.AutomaticRead(request.Model, prompt);
        return new SimulatedUsage(WordTokens.Count(prompt) + 4 * messages - read, CacheRead: read);
    }
}
