using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>POST /v1/completions, the older text completion.</summary>
internal static class TextCompletions
{
    public static Answer Answer(SimulatedRequest request, ChatFlavor flavor, PromptMemory memory)
    {
        JsonElement json = request.Json;
        string prompt = PromptText.Of(json.Member("prompt"));
        Completion completion = Completion.Write(request, 0, null, json.Number("max_tokens") ?? 16, reasons: false);
        SimulatedUsage usage = OpenAIUsage.Prompt(request, prompt, 0, memory) with { Output = completion.Tokens };
        string id = request.ResponseId("cmpl-");
        return new Answer
        {
            Body = request.Streamed ? null : Body(request, flavor, id, completion, usage),
            Events = request.Streamed ? Events(request, flavor, id, completion, usage) : null,
            ResponseId = id,
            Usage = usage,
        };
    }

    private static JsonObject Body(
        SimulatedRequest request,
        ChatFlavor flavor,
        string id,
        Completion completion,
        SimulatedUsage usage
    )
    {
        JsonObject body = Chunk(request, id, completion.Text, ChatShape.FinishReason(completion));
        if (request.Misbehavior.Usage is not (UsageFault.Missing or UsageFault.Middle))
        {
            body["usage"] = flavor.Usage(request, usage.Reported(request.Misbehavior.Usage));
        }

        return body;
    }

    private static List<StreamEvent> Events(
        SimulatedRequest request,
        ChatFlavor flavor,
        string id,
        Completion completion,
        SimulatedUsage usage
    )
    {
        List<JsonObject> chunks = [.. completion.Pieces.Select(piece => Chunk(request, id, piece, null))];
        chunks.Add(Chunk(request, id, "", ChatShape.FinishReason(completion)));
        bool always = flavor.Place(request) != UsagePlace.WhenAsked;
        bool asked = always || request.Json.Member("stream_options").Flag("include_usage");
        if (asked && request.Misbehavior.Usage != UsageFault.Missing)
        {
            chunks.ForEach(chunk => chunk["usage"] = null);
            JsonObject last = Chunk(request, id, "", null);
            last["choices"] = new JsonArray();
            last["usage"] = flavor.Usage(request, usage.Reported(request.Misbehavior.Usage));
            chunks.Add(last);
        }

        return [.. chunks.Select(StreamEvent.Unnamed), new StreamEvent(null, "[DONE]")];
    }

    private static JsonObject Chunk(SimulatedRequest request, string id, string text, string? finish) =>
        new()
        {
            ["id"] = id,
            ["object"] = "text_completion",
            ["created"] = request.CreatedAt,
            ["model"] = ModelCatalog.Served(request.Model),
            ["choices"] = new JsonArray(
                new JsonObject
                {
                    ["text"] = text,
                    ["index"] = 0,
                    ["logprobs"] = null,
                    ["finish_reason"] = finish,
                }
            ),
        };
}
