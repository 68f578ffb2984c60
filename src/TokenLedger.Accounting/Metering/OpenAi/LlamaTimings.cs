using System.Text.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.OpenAi;

/// <summary>The counts llama.cpp puts beside the usage, for streams in which no usage was asked for.</summary>
/// <remarks>https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md</remarks>
internal struct LlamaTimings
{
    private Counter fromCache;
    private Counter evaluated;
    private Counter predicted;

    /// <summary>Whether both sides were counted.</summary>
    public readonly bool Known => evaluated.Known && predicted.Known;

    /// <summary>The whole prompt.</summary>
    public readonly long Prompt => fromCache.Value + evaluated.Value;

    /// <summary>The answer.</summary>
    public readonly long Predicted => predicted.Value;

    /// <summary>Reads the object.</summary>
    public void Read(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            reader.Read();
            while (JsonStep.NextMember(ref reader))
            {
                _ =
                    JsonStep.Counts(ref reader, "cache_n"u8, ref fromCache)
                    || JsonStep.Counts(ref reader, "prompt_n"u8, ref evaluated)
                    || JsonStep.Counts(ref reader, "predicted_n"u8, ref predicted)
                    || JsonStep.PassOver(ref reader);
            }
        }
        catch (JsonException)
        {
            // Only a substitute for a usage object; without it the usage is missing, which is flagged.
        }
    }
}
