using System.Text;
using System.Text.Json.Nodes;

namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>
/// POST /v1/audio/speech: bytes of audio, without any usage; billed by the characters spoken. With
/// <c>stream_format: sse</c> the token-billed models send events and end with the usage.
/// </summary>
/// <remarks>https://platform.openai.com/docs/api-reference/audio/createSpeech</remarks>
internal static class Speech
{
    private const int BytesPerCharacter = 40;

    public static Answer Answer(SimulatedRequest request)
    {
        string input = request.Json.Text("input") ?? "";
        byte[] audio = Audio(request, input.Length * BytesPerCharacter);
        return request.Json.Text("stream_format") == "sse"
            ? Streamed(request, input, audio)
            : new Answer
            {
                Content = audio,
                ContentType = "audio/mpeg",
                Usage = new SimulatedUsage(0) { Characters = Characters(input) },
            };
    }

    private static Answer Streamed(SimulatedRequest request, string input, byte[] audio)
    {
        SimulatedUsage usage = new(WordTokens.Count(input), Output: 3 * WordTokens.Count(input));
        IEnumerable<StreamEvent> deltas = audio
            .Chunk(4096)
            .Select(part =>
                StreamEvent.Unnamed(
                    new JsonObject { ["type"] = "speech.audio.delta", ["audio"] = Convert.ToBase64String(part) }
                )
            );
        JsonObject done = new() { ["type"] = "speech.audio.done" };
        if (request.Misbehavior.Usage is not (UsageFault.Missing or UsageFault.Middle))
        {
            SimulatedUsage reported = usage.Reported(request.Misbehavior.Usage);
            done["usage"] = new JsonObject
            {
                ["input_tokens"] = reported.Input,
                ["output_tokens"] = reported.Output,
                ["total_tokens"] = reported.Input + reported.Output,
            };
        }

        return new Answer { Events = [.. deltas, StreamEvent.Unnamed(done)], Usage = usage };
    }

    /// <summary>Characters as a reader counts them, not UTF-16 units.</summary>
    private static long Characters(string input) => input.EnumerateRunes().Count();

    private static byte[] Audio(SimulatedRequest request, int length)
    {
        byte[] audio = new byte[length];
        new Random((int)request.Seed).NextBytes(audio);
        Encoding.ASCII.GetBytes("ID3").AsSpan(0, Math.Min(3, length)).CopyTo(audio);
        return audio;
    }
}
