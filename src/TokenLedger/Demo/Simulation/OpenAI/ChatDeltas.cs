using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>The choices of a chat stream's chunks, in order, each with the answer's tokens told so far.</summary>
internal static class ChatDeltas
{
    public static IEnumerable<(JsonObject Choice, long Tokens)> Of(ChatShape shape, Completion choice, int index)
    {
        long told = 0;
        yield return (Choice(index, First(shape.Request, choice, index), null), told);
        if (shape.Flavor.ReasoningMember is { } member && choice.Reasoning > 0)
        {
            told += choice.Reasoning;
            yield return (Choice(index, new JsonObject { [member] = choice.Thoughts }, null), told);
        }

        foreach (string piece in choice.Pieces)
        {
            told += WordTokens.Count(piece);
            yield return (Choice(index, new JsonObject { ["content"] = piece }, null), told);
        }

        if (choice.Tool is { } tool)
        {
            foreach (string part in Halves(Wire.Text(tool.Arguments)))
            {
                yield return (Choice(index, ToolDelta(new JsonObject { ["arguments"] = part }), null), told);
            }
        }

        yield return (Choice(index, [], ChatShape.FinishReason(choice)), choice.Tokens + choice.Reasoning);
    }

    /// <summary>Text in two parts, as arguments arrive in several.</summary>
    public static IEnumerable<string> Halves(string text) => [text[..(text.Length / 2)], text[(text.Length / 2)..]];

    private static JsonObject First(SimulatedRequest request, Completion choice, int index)
    {
        JsonObject delta = new() { ["role"] = "assistant", ["content"] = choice.Tool is null ? "" : null };
        if (choice.Tool is { } tool)
        {
            JsonObject start = ToolDelta(new JsonObject { ["name"] = tool.Name, ["arguments"] = "" });
            JsonObject call = start["tool_calls"]![0]!.AsObject();
            call["id"] = request.Id("call_", index);
            call["type"] = "function";
            delta["tool_calls"] = start["tool_calls"]!.DeepClone();
        }

        delta["refusal"] = null;
        return delta;
    }

    private static JsonObject ToolDelta(JsonObject function) =>
        new() { ["tool_calls"] = new JsonArray(new JsonObject { ["index"] = 0, ["function"] = function }) };

    private static JsonObject Choice(int index, JsonObject delta, string? finish) =>
        new()
        {
            ["index"] = index,
            ["delta"] = delta,
            ["logprobs"] = null,
            ["finish_reason"] = finish,
        };
}
