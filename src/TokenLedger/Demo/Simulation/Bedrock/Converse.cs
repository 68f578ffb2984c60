using System.Text.Json;
using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.Framing;

namespace TokenLedger.Demo.Simulation.Bedrock;

/// <summary>Converse and ConverseStream: one shape for every model.</summary>
/// <remarks>https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html</remarks>
internal static class Converse
{
    public static Answer Answer(SimulatedRequest request, PromptMemory memory)
    {
        JsonElement configuration = request.Json.Member("inferenceConfig");
        Completion completion = Completion.Write(
            request,
            0,
            ConversePrompt.Tool(request.Json),
            configuration.Number("maxTokens"),
            reasons: false
        );
        SimulatedUsage usage = ConversePrompt.Count(request, memory) with { Output = completion.Tokens };
        UsageFault fault = request.Misbehavior.Usage;
        SimulatedUsage? reported = fault is UsageFault.None or UsageFault.Zero ? usage.Reported(fault) : null;
        return new Answer
        {
            Body = request.Streamed ? null : Body(request, completion, reported),
            Events = request.Streamed ? ConverseStream.Events(request, completion, reported) : null,
            Framing = StreamFraming.Aws,
            Usage = usage,
        };
    }

    /// <summary>How many tokens a conversation or an invocation would have.</summary>
    public static Answer CountTokens(SimulatedRequest request)
    {
        JsonElement converse = request.Json.Member("input").Member("converse");
        SimulatedUsage counted = ConversePrompt.Count(request with { Json = converse }, new PromptMemory(false));
        return new Answer { Body = new JsonObject { ["inputTokens"] = counted.Prompt } };
    }

    public static string StopReason(Completion completion) =>
        completion.Tool is not null ? "tool_use"
        : completion.Truncated ? "max_tokens"
        : "end_turn";

    private static JsonObject Body(SimulatedRequest request, Completion completion, SimulatedUsage? usage)
    {
        JsonObject content = completion.Tool is { } tool
            ? new JsonObject
            {
                ["toolUse"] = new JsonObject
                {
                    ["toolUseId"] = request.Id("tooluse_"),
                    ["name"] = tool.Name,
                    ["input"] = tool.Arguments.DeepClone(),
                },
            }
            : new JsonObject { ["text"] = completion.Text };
        JsonObject message = new() { ["role"] = "assistant", ["content"] = new JsonArray(content) };
        JsonObject body = new()
        {
            ["output"] = new JsonObject { ["message"] = message },
            ["stopReason"] = StopReason(completion),
            ["metrics"] = new JsonObject { ["latencyMs"] = 551 },
        };
        if (usage is not null)
        {
            body["usage"] = BedrockUsage.Of(usage);
        }

        return body;
    }
}
