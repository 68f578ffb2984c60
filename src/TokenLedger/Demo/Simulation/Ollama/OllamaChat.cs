using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.Framing;

namespace TokenLedger.Demo.Simulation.Ollama;

/// <summary>
/// POST /api/chat and /api/generate: streamed unless told otherwise, one JSON object a line, the last of which has the
/// counts and durations.
/// </summary>
/// <remarks>https://docs.ollama.com/api</remarks>
internal sealed class OllamaChat(SimulatedRequest request, bool chat)
{
    public Answer Answer()
    {
        JsonElement json = request.Json;
        string last = PromptText.Of(json.Items("messages").LastOrDefault().Member("content"));
        string prompt = chat
            ? PromptText.Of(json.Member("tools")) + PromptText.Of(json.Member("messages"))
            : PromptText.Of(json.Member("system")) + PromptText.Of(json.Member("prompt"));
        long? most = json.Member("options").Number("num_predict");
        ToolCall? tool = chat ? ToolCall.Choose(json, last) : null;
        Completion completion = Completion.Write(request, 0, tool, most, reasons: false);
        SimulatedUsage usage = new(WordTokens.Count(prompt), Output: completion.Tokens);
        return new Answer
        {
            Body = request.Streamed ? null : Last(completion, completion.Text, usage),
            Events = request.Streamed
                ?
                [
                    .. completion.Pieces.Select(piece => StreamEvent.Unnamed(Line(completion, piece, false))),
                    StreamEvent.Unnamed(Last(completion, "", usage)),
                ]
                : null,
            Framing = StreamFraming.Lines,
            Usage = usage,
        };
    }

    private JsonObject Last(Completion completion, string text, SimulatedUsage usage)
    {
        JsonObject line = Line(completion, text, true);
        line["done_reason"] = completion.Truncated ? "length" : "stop";
        line["total_duration"] = 4_883_583_458;
        line["load_duration"] = 1_334_875;
        if (request.Misbehavior.Usage is UsageFault.None or UsageFault.Zero)
        {
            SimulatedUsage reported = usage.Reported(request.Misbehavior.Usage);
            line["prompt_eval_count"] = reported.Input;
            line["prompt_eval_duration"] = 342_546_000;
            line["eval_count"] = reported.Output;
            line["eval_duration"] = 4_535_599_000;
        }

        return line;
    }

    private JsonObject Line(Completion completion, string text, bool done)
    {
        JsonObject line = new()
        {
            ["model"] = request.Model,
            ["created_at"] = DateTimeOffset
                .FromUnixTimeSeconds(request.CreatedAt)
                .ToString("yyyy-MM-ddTHH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        };
        if (chat)
        {
            line["message"] = Message(completion, text);
        }
        else
        {
            line["response"] = text;
        }

        line["done"] = done;
        return line;
    }

    private static JsonObject Message(Completion completion, string text)
    {
        JsonObject message = new() { ["role"] = "assistant", ["content"] = text };
        if (completion.Tool is { } tool)
        {
            message["tool_calls"] = new JsonArray(
                new JsonObject
                {
                    ["function"] = new JsonObject { ["name"] = tool.Name, ["arguments"] = tool.Arguments.DeepClone() },
                }
            );
        }

        return message;
    }
}
