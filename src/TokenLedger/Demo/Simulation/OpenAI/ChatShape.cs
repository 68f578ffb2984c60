using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>The parts of one chat completion: bodies, chunks and messages in the provider's flavor.</summary>
internal sealed class ChatShape(SimulatedRequest request, ChatFlavor flavor, string id)
{
    public string Id => id;

    public SimulatedRequest Request => request;

    public ChatFlavor Flavor => flavor;

    /// <summary>Why a choice ended.</summary>
    public static string FinishReason(Completion choice) =>
        choice.Tool is not null ? "tool_calls"
        : choice.Truncated ? "length"
        : "stop";

    /// <summary>What to report; null when told to report nothing at the end.</summary>
    public SimulatedUsage? Reported(SimulatedUsage usage) =>
        request.Misbehavior.Usage is UsageFault.Missing or UsageFault.Middle
            ? null
            : usage.Reported(request.Misbehavior.Usage);

    public JsonObject Usage(SimulatedUsage usage) => flavor.Usage(request, usage);

    public void Finish(JsonObject part, SimulatedUsage? usage) => flavor.Finish(request, part, usage);

    /// <summary>A body or a chunk.</summary>
    public JsonObject Part(string kind, JsonArray choices)
    {
        JsonObject part = new()
        {
            ["id"] = id,
            ["object"] = kind,
            ["created"] = request.CreatedAt,
            ["model"] = flavor.Served(request),
            ["choices"] = choices,
        };
        flavor.Dress(request, part);
        return part;
    }

    public JsonObject Chunk(JsonArray choices) => Part("chat.completion.chunk", choices);

    /// <summary>A whole choice of an unstreamed answer.</summary>
    public JsonObject Message(Completion choice, int index)
    {
        JsonObject message = new() { ["role"] = "assistant", ["content"] = choice.Tool is null ? choice.Text : null };
        if (flavor.ReasoningMember is { } member && choice.Reasoning > 0)
        {
            message[member] = choice.Thoughts;
        }

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
