using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.Bedrock;

/// <summary>The documented events of ConverseStream; the usage comes last, in the metadata.</summary>
/// <remarks>https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html</remarks>
internal static class ConverseStream
{
    /// <summary>Letters that pad events, so that their length does not tell the text's.</summary>
    private const string Padding = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    public static List<StreamEvent> Events(SimulatedRequest request, Completion completion, SimulatedUsage? usage)
    {
        List<StreamEvent> events = [Event("messageStart", new JsonObject { ["role"] = "assistant" }, 7)];
        events.AddRange(completion.Tool is { } tool ? Tool(request, tool) : completion.Pieces.Select(Text));
        events.Add(Event("contentBlockStop", new JsonObject { ["contentBlockIndex"] = 0 }, 11));
        events.Add(Event("messageStop", new JsonObject { ["stopReason"] = Converse.StopReason(completion) }, 5));
        JsonObject metadata = new() { ["metrics"] = new JsonObject { ["latencyMs"] = 551 } };
        if (usage is not null)
        {
            metadata["usage"] = BedrockUsage.Of(usage);
        }

        events.Add(Event("metadata", metadata, 23));
        return events;
    }

    private static StreamEvent Text(string piece, int place) =>
        Event("contentBlockDelta", Delta(new JsonObject { ["text"] = piece }), place % 20 + 3);

    private static IEnumerable<StreamEvent> Tool(SimulatedRequest request, ToolCall tool)
    {
        JsonObject start = new() { ["toolUseId"] = request.Id("tooluse_"), ["name"] = tool.Name };
        yield return Event(
            "contentBlockStart",
            new JsonObject
            {
                ["contentBlockIndex"] = 0,
                ["start"] = new JsonObject { ["toolUse"] = start },
            },
            9
        );
        JsonObject input = new() { ["toolUse"] = new JsonObject { ["input"] = Wire.Text(tool.Arguments) } };
        yield return Event("contentBlockDelta", Delta(input), 13);
    }

    private static JsonObject Delta(JsonObject delta) => new() { ["contentBlockIndex"] = 0, ["delta"] = delta };

    private static StreamEvent Event(string name, JsonObject data, int padding)
    {
        data["p"] = Padding[..padding];
        return StreamEvent.Named(name, data);
    }
}
