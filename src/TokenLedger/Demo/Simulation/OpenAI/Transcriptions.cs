using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>
/// POST /v1/audio/transcriptions and translations: a form with a file. Whisper is billed by the second, which its answer
/// reports; the gpt-4o models report tokens. A second of audio is taken to be 16,000 bytes of the file.
/// </summary>
/// <remarks>https://platform.openai.com/docs/api-reference/audio/createTranscription</remarks>
internal static class Transcriptions
{
    private const int BytesPerSecond = 16_000;
    private const int TokensPerSecond = 10;

    public static Answer? Answer(SimulatedRequest request)
    {
        if (request.Form?.File is not { } file)
        {
            return OpenAIErrors.Of(400, "invalid_request_error", null, "A file is required.");
        }

        long seconds = Math.Max(1, file.Bytes.Length / BytesPerSecond);
        Completion heard = Completion.Write(request, 0, null, null, reasons: false);
        bool bySecond = request.Model.StartsWith("whisper", StringComparison.Ordinal);
        SimulatedUsage usage = bySecond
            ? new(0) { AudioSeconds = seconds }
            : new(WordTokens.Count(request.Form.Text("prompt") ?? ""), Output: heard.Tokens)
            {
                InputAudio = seconds * TokensPerSecond,
            };
        JsonObject? reported = Reported(request, usage, bySecond);
        return new Answer
        {
            Body = request.Streamed ? null : Body(request, heard, seconds, reported),
            Events = request.Streamed ? Events(heard, reported) : null,
            Usage = usage,
        };
    }

    private static JsonObject Body(SimulatedRequest request, Completion heard, long seconds, JsonObject? usage)
    {
        JsonObject body = new() { ["text"] = heard.Text };
        if (request.Form!.Text("response_format") == "verbose_json")
        {
            body["task"] = "transcribe";
            body["language"] = "english";
            body["duration"] = seconds;
        }

        if (usage is not null)
        {
            body["usage"] = usage;
        }

        return body;
    }

    private static List<StreamEvent> Events(Completion heard, JsonObject? usage)
    {
        JsonObject done = new() { ["type"] = "transcript.text.done", ["text"] = heard.Text };
        if (usage is not null)
        {
            done["usage"] = usage;
        }

        return
        [
            .. heard.Pieces.Select(piece =>
                StreamEvent.Unnamed(new JsonObject { ["type"] = "transcript.text.delta", ["delta"] = piece })
            ),
            StreamEvent.Unnamed(done),
        ];
    }

    private static JsonObject? Reported(SimulatedRequest request, SimulatedUsage usage, bool bySecond)
    {
        if (request.Misbehavior.Usage is UsageFault.Missing or UsageFault.Middle)
        {
            return null;
        }

        SimulatedUsage reported = usage.Reported(request.Misbehavior.Usage);
        return bySecond
            ? new JsonObject { ["type"] = "duration", ["seconds"] = reported.AudioSeconds }
            : OpenAIUsage.OfTranscription(reported);
    }
}
