using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>The documented event sequence of a streamed response, numbered from 0.</summary>
internal static class ResponseStream
{
    public static StreamEvent Error { get; } =
        StreamEvent.Named(
            "error",
            new JsonObject
            {
                ["type"] = "error",
                ["code"] = "server_error",
                ["message"] = "The server had an error while processing your request.",
                ["param"] = null,
                ["sequence_number"] = 0,
            }
        );

    public static List<StreamEvent> Events(ResponseShape shape)
    {
        List<StreamEvent> events = [];
        foreach (JsonObject data in Sequence(shape))
        {
            data["sequence_number"] = events.Count;
            events.Add(StreamEvent.Named(data["type"]!.GetValue<string>(), data));
        }

        return events;
    }

    private static IEnumerable<JsonObject> Sequence(ResponseShape shape)
    {
        yield return Of("response.created", ("response", shape.Begun("in_progress")));
        yield return Of("response.in_progress", ("response", shape.Begun("in_progress")));
        int index = 0;
        if (shape.HasReasoning)
        {
            yield return Of("response.output_item.added", ("output_index", index), ("item", shape.ReasoningItem()));
            yield return Of("response.output_item.done", ("output_index", index), ("item", shape.ReasoningItem()));
            index++;
        }

        yield return Of(
            "response.output_item.added",
            ("output_index", index),
            ("item", shape.AnswerItem("in_progress", whole: false))
        );
        foreach (
            JsonObject part in shape.Completion.Tool is { } tool ? Arguments(shape, tool, index) : Text(shape, index)
        )
        {
            yield return part;
        }

        yield return Of(
            "response.output_item.done",
            ("output_index", index),
            ("item", shape.AnswerItem(shape.FinalStatus, whole: true))
        );
        yield return Of("response." + shape.FinalStatus, ("response", shape.Whole()));
    }

    private static IEnumerable<JsonObject> Text(ResponseShape shape, int index)
    {
        JsonObject At(string type, params (string, JsonNode?)[] members) =>
            Of(
                type,
                [("item_id", shape.Request.Id("msg_")), ("output_index", index), ("content_index", 0), .. members]
            );

        yield return At("response.content_part.added", ("part", ResponseShape.TextPart("")));
        foreach (string piece in shape.Completion.Pieces)
        {
            yield return At("response.output_text.delta", ("delta", piece), ("logprobs", new JsonArray()));
        }

        string text = shape.Completion.Text;
        yield return At("response.output_text.done", ("text", text), ("logprobs", new JsonArray()));
        yield return At("response.content_part.done", ("part", ResponseShape.TextPart(text)));
    }

    private static IEnumerable<JsonObject> Arguments(ResponseShape shape, ToolCall tool, int index)
    {
        string arguments = Wire.Text(tool.Arguments);
        string item = shape.Request.Id("fc_");
        foreach (string part in ChatDeltas.Halves(arguments))
        {
            yield return Of(
                "response.function_call_arguments.delta",
                ("item_id", item),
                ("output_index", index),
                ("delta", part)
            );
        }

        yield return Of(
            "response.function_call_arguments.done",
            ("item_id", item),
            ("output_index", index),
            ("name", tool.Name),
            ("arguments", arguments)
        );
    }

    private static JsonObject Of(string type, params (string Name, JsonNode? Value)[] members)
    {
        JsonObject data = new() { ["type"] = type };
        foreach ((string name, JsonNode? value) in members)
        {
            data[name] = value;
        }

        return data;
    }
}
