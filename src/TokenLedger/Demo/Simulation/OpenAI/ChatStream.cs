using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>
/// The chunks of a chat stream. Usage comes only when asked for by stream_options.include_usage: a chunk of its own
/// without choices, before [DONE]; every other chunk then carries "usage": null.
/// </summary>
internal static class ChatStream
{
    public static List<StreamEvent> Events(
        SimulatedRequest request,
        string id,
        Completion[] choices,
        SimulatedUsage usage
    )
    {
        bool asked = request.Json.Member("stream_options").Flag("include_usage");
        UsageFault fault = request.Misbehavior.Usage;
        JsonObject reported = OpenAIUsage.OfChat(usage.Reported(fault));
        List<JsonObject> chunks = [];
        for (int i = 0; i < choices.Length; i++)
        {
            chunks.AddRange(Deltas(request, choices[i], i).Select(choice => Chunk(request, id, [choice])));
        }

        if (asked && fault != UsageFault.Missing)
        {
            chunks.ForEach(chunk => chunk["usage"] = null);
            if (fault == UsageFault.Middle)
            {
                chunks[chunks.Count / 2]["usage"] = reported;
            }
            else
            {
                JsonObject last = Chunk(request, id, []);
                last["usage"] = reported;
                chunks.Add(last);
            }
        }

        return [.. chunks.Select(StreamEvent.Unnamed), new StreamEvent(null, "[DONE]")];
    }

    private static JsonObject Chunk(SimulatedRequest request, string id, JsonArray choices) =>
        new()
        {
            ["id"] = id,
            ["object"] = "chat.completion.chunk",
            ["created"] = request.CreatedAt,
            ["model"] = ModelCatalog.Served(request.Model),
            ["service_tier"] = OpenAIUsage.Tier(request),
            ["system_fingerprint"] = "fp_simulated",
            ["choices"] = choices,
        };

    private static IEnumerable<JsonObject> Deltas(SimulatedRequest request, Completion choice, int index)
    {
        yield return Choice(index, First(request, choice, index), null);
        foreach (string piece in choice.Pieces)
        {
            yield return Choice(index, new JsonObject { ["content"] = piece }, null);
        }

        if (choice.Tool is { } tool)
        {
            foreach (string part in Halves(Wire.Text(tool.Arguments)))
            {
                yield return Choice(index, ToolDelta(new JsonObject { ["arguments"] = part }), null);
            }
        }

        yield return Choice(index, [], ChatCompletions.FinishReason(choice));
    }

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

    /// <summary>Text in two parts, as arguments arrive in several.</summary>
    public static IEnumerable<string> Halves(string text) => [text[..(text.Length / 2)], text[(text.Length / 2)..]];
}
