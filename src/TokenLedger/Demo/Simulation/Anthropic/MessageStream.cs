using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.Anthropic;

/// <summary>
/// The documented event sequence of a streamed message: message_start, the content blocks with a ping after the first
/// one's start, message_delta with cumulative usage, message_stop.
/// </summary>
internal static class MessageStream
{
    public static List<StreamEvent> Events(
        SimulatedRequest request,
        string id,
        Completion completion,
        SimulatedUsage usage
    ) =>
        [
            .. Sequence(request, id, completion, usage.Reported(request.Misbehavior.Usage))
                .Select(data => StreamEvent.Named(data["type"]!.GetValue<string>(), data)),
        ];

    private static IEnumerable<JsonObject> Sequence(
        SimulatedRequest request,
        string id,
        Completion completion,
        SimulatedUsage usage
    )
    {
        UsageFault fault = request.Misbehavior.Usage;
        yield return Start(request, id, usage, fault is UsageFault.None or UsageFault.Zero);
        int index = 0;
        if (completion.Reasoning > 0)
        {
            foreach (JsonObject data in Block(index, Thinking(request, completion)))
            {
                yield return data;
            }

            index++;
        }

        if (fault == UsageFault.Middle)
        {
            yield return End(null, AnthropicUsage.Counters(usage, usage.Answer));
        }

        foreach (JsonObject data in Block(index, Answer(request, completion)))
        {
            yield return data;
        }

        bool reported = fault is UsageFault.None or UsageFault.Zero;
        yield return End(
            MessagesApi.StopReason(completion),
            reported ? AnthropicUsage.Counters(usage, usage.Answer) : null
        );
        yield return new JsonObject { ["type"] = "message_stop" };
    }

    private static JsonObject Start(SimulatedRequest request, string id, SimulatedUsage usage, bool reported)
    {
        JsonObject message = MessagesApi.Message(request, id, [], null);
        if (reported)
        {
            message["usage"] = AnthropicUsage.Of(usage, Math.Min(usage.Answer, 1));
        }

        return new JsonObject { ["type"] = "message_start", ["message"] = message };
    }

    private static JsonObject End(string? stopReason, JsonObject? usage)
    {
        JsonObject data = new()
        {
            ["type"] = "message_delta",
            ["delta"] = new JsonObject { ["stop_reason"] = stopReason, ["stop_sequence"] = null },
        };
        if (usage is not null)
        {
            data["usage"] = usage;
        }

        return data;
    }

    private static (JsonObject Start, IEnumerable<JsonObject> Deltas) Thinking(
        SimulatedRequest request,
        Completion completion
    ) =>
        (
            MessagesApi.ThinkingBlock(request, "", signed: false),
            [
                new JsonObject { ["type"] = "thinking_delta", ["thinking"] = completion.Thoughts },
                new JsonObject { ["type"] = "signature_delta", ["signature"] = MessagesApi.Signature(request) },
            ]
        );

    private static (JsonObject Start, IEnumerable<JsonObject> Deltas) Answer(
        SimulatedRequest request,
        Completion completion
    )
    {
        if (completion.Tool is not { } tool)
        {
            return (
                new JsonObject { ["type"] = "text", ["text"] = "" },
                completion.Pieces.Select(piece => new JsonObject { ["type"] = "text_delta", ["text"] = piece })
            );
        }

        string arguments = Wire.Text(tool.Arguments);
        string[] parts = ["", arguments[..(arguments.Length / 2)], arguments[(arguments.Length / 2)..]];
        return (
            MessagesApi.ToolBlock(request, tool, whole: false),
            parts.Select(part => new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = part })
        );
    }

    private static IEnumerable<JsonObject> Block(int index, (JsonObject Start, IEnumerable<JsonObject> Deltas) block)
    {
        yield return new JsonObject
        {
            ["type"] = "content_block_start",
            ["index"] = index,
            ["content_block"] = block.Start,
        };
        if (index == 0)
        {
            yield return new JsonObject { ["type"] = "ping" };
        }

        foreach (JsonObject delta in block.Deltas)
        {
            yield return new JsonObject
            {
                ["type"] = "content_block_delta",
                ["index"] = index,
                ["delta"] = delta,
            };
        }

        yield return new JsonObject { ["type"] = "content_block_stop", ["index"] = index };
    }
}
