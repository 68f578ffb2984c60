using System.Text.Json;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Mistral;

/// <summary>POST /v1/fim/completions: text between a prompt and a suffix, answered as a chat is.</summary>
/// <remarks>https://docs.mistral.ai/api/endpoint/fim</remarks>
internal static class FillInTheMiddle
{
    public static Answer Answer(SimulatedRequest request, ChatFlavor flavor, PromptMemory memory)
    {
        JsonElement json = request.Json;
        string prompt = PromptText.Of(json.Member("prompt")) + PromptText.Of(json.Member("suffix"));
        Completion completion = Completion.Write(request, 0, null, json.Number("max_tokens"), reasons: false);
        SimulatedUsage usage = OpenAIUsage.Prompt(request, prompt, 0, memory) with { Output = completion.Tokens };
        return ChatCompletions.Reply(request, flavor, [completion], usage);
    }
}
