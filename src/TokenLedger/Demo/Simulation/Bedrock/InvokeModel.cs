using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.Anthropic;
using TokenLedger.Demo.Simulation.Framing;
using TokenLedger.Demo.Simulation.Gemini;

namespace TokenLedger.Demo.Simulation.Bedrock;

/// <summary>
/// InvokeModel and InvokeModelWithResponseStream: the body of the model's own maker, token counts in headers or in the
/// last chunk. Plays Anthropic's models, Amazon's Titan embeddings, and Meta's Llama for any other name.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html</remarks>
internal static class InvokeModel
{
    private const int Dimensions = 256;

    public static Answer Answer(SimulatedRequest request, PromptMemory memory)
    {
        Answer own =
            request.Model.Contains("anthropic.", StringComparison.Ordinal) ? MessagesApi.Answer(request, memory)
            : request.Model.Contains("embed", StringComparison.Ordinal) ? Embed(request)
            : Generate(request);
        bool reports = request.Misbehavior.Usage is UsageFault.None or UsageFault.Zero;
        SimulatedUsage usage = own.Usage!.Reported(request.Misbehavior.Usage);
        return own with
        {
            Headers = reports && !request.Streamed ? BedrockUsage.Headers(usage) : [],
            Events = own.Events is null ? null : Chunks(own.Events, reports ? usage : null),
            Framing = StreamFraming.Aws,
            ErrorEvent = BedrockErrors.Event,
        };
    }

    /// <summary>The maker's events, each as base64 within a chunk; the last one tells what Bedrock counted.</summary>
    private static List<StreamEvent> Chunks(IReadOnlyList<StreamEvent> events, SimulatedUsage? usage)
    {
        List<StreamEvent> chunks = [];
        for (int i = 0; i < events.Count; i++)
        {
            string data = events[i].Data;
            if (i == events.Count - 1 && usage is not null)
            {
                JsonObject last = JsonNode.Parse(data)!.AsObject();
                last["amazon-bedrock-invocationMetrics"] = BedrockUsage.Metrics(usage);
                data = Wire.Text(last);
            }

            string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(data));
            chunks.Add(StreamEvent.Named("chunk", new JsonObject { ["bytes"] = encoded, ["p"] = "abcdef" }));
        }

        return chunks;
    }

    private static Answer Embed(SimulatedRequest request)
    {
        SimulatedUsage usage = new(WordTokens.Count(request.Json.Text("inputText") ?? ""));
        JsonObject body = new() { ["embedding"] = EmbedContent.Vector(request, 0, Dimensions) };
        if (request.Misbehavior.Usage is UsageFault.None or UsageFault.Zero)
        {
            body["inputTextTokenCount"] = usage.Reported(request.Misbehavior.Usage).Input;
        }

        return new Answer { Body = body, Usage = usage };
    }

    private static Answer Generate(SimulatedRequest request)
    {
        JsonElement json = request.Json;
        Completion completion = Completion.Write(request, 0, null, json.Number("max_gen_len"), reasons: false);
        SimulatedUsage usage = new(WordTokens.Count(json.Text("prompt") ?? ""), Output: completion.Tokens);
        string stop = completion.Truncated ? "length" : "stop";
        return new Answer
        {
            Body = request.Streamed ? null : Generation(request, completion.Text, stop, usage),
            Events = request.Streamed
                ?
                [
                    .. completion.Pieces.Select(piece =>
                        StreamEvent.Unnamed(Generation(request, piece, null, usage with { Output = 1 }))
                    ),
                    StreamEvent.Unnamed(Generation(request, "", stop, usage)),
                ]
                : null,
            Usage = usage,
        };
    }

    private static JsonObject Generation(SimulatedRequest request, string text, string? stop, SimulatedUsage usage)
    {
        SimulatedUsage reported = usage.Reported(request.Misbehavior.Usage);
        JsonObject json = new() { ["generation"] = text, ["stop_reason"] = stop };
        if (request.Misbehavior.Usage is UsageFault.None or UsageFault.Zero)
        {
            json["prompt_token_count"] = reported.Input;
            json["generation_token_count"] = reported.Output;
        }

        return json;
    }
}
