using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>
/// The chunks of a chat stream, with the usage where the provider puts it. OpenAI's comes only when asked for by
/// stream_options.include_usage: a chunk of its own without choices, before [DONE]; every other chunk then carries
/// "usage": null.
/// </summary>
internal static class ChatStream
{
    public static List<StreamEvent> Events(ChatShape shape, Completion[] choices, SimulatedUsage usage)
    {
        List<JsonObject> chunks = Chunks(shape, choices, usage);
        shape.Finish(chunks[^1], shape.Reported(usage));
        Report(shape, chunks, usage);
        chunks.InsertRange(0, shape.Flavor.Opening(shape.Request));
        return [.. chunks.Select(StreamEvent.Unnamed), new StreamEvent(null, "[DONE]")];
    }

    private static List<JsonObject> Chunks(ChatShape shape, Completion[] choices, SimulatedUsage usage)
    {
        bool cumulative =
            shape.Flavor.Place(shape.Request) == UsagePlace.EveryChunk && shape.Reported(usage) is not null;
        List<JsonObject> chunks = [];
        long before = 0;
        for (int i = 0; i < choices.Length; i++)
        {
            foreach ((JsonObject choice, long tokens) in ChatDeltas.Of(shape, choices[i], i))
            {
                JsonObject chunk = shape.Chunk([choice]);
                if (cumulative)
                {
                    chunk["usage"] = shape.Usage(SoFar(shape.Reported(usage)!, before + tokens));
                }

                chunks.Add(chunk);
            }

            before += choices[i].Tokens + choices[i].Reasoning;
        }

        return chunks;
    }

    /// <summary>The usage when so many tokens of the answer are told: reasoning comes first.</summary>
    private static SimulatedUsage SoFar(SimulatedUsage usage, long answered) =>
        usage with
        {
            Reasoning = Math.Min(usage.Reasoning, answered),
            Output = Math.Clamp(answered - usage.Reasoning, 0, usage.Output),
        };

    private static void Report(ChatShape shape, List<JsonObject> chunks, SimulatedUsage usage)
    {
        bool asked = shape.Request.Json.Member("stream_options").Flag("include_usage");
        UsagePlace place = shape.Flavor.Place(shape.Request);
        UsageFault fault = shape.Request.Misbehavior.Usage;
        if (fault == UsageFault.Missing || (place == UsagePlace.WhenAsked && !asked))
        {
            return;
        }

        if (place == UsagePlace.WhenAsked)
        {
            chunks.ForEach(chunk => chunk["usage"] = null);
        }

        if (fault == UsageFault.Middle)
        {
            chunks[chunks.Count / 2]["usage"] = shape.Usage(usage);
        }
        else if (place is UsagePlace.WhenAsked or UsagePlace.OwnChunk)
        {
            JsonObject last = shape.Chunk([]);
            last["usage"] = shape.Usage(usage.Reported(fault));
            chunks.Add(last);
        }
        else
        {
            chunks[^1]["usage"] = shape.Usage(usage.Reported(fault));
        }
    }
}
