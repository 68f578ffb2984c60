using System.Text.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.OpenAi;

/// <summary>The parts of an answer.</summary>
internal struct OutputParts
{
    /// <summary>Tokens thought: inside the answer's count with most providers, beside it with some.</summary>
    public Counter Reasoning;

    private Counter audio;
    private Counter image;
    private bool misshapen;

    /// <summary>Reads the object of details.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (!JsonStep.Enter(ref reader, ref misshapen))
        {
            return;
        }

        while (JsonStep.NextMember(ref reader))
        {
            _ =
                JsonStep.Counts(ref reader, "reasoning_tokens"u8, ref Reasoning)
                || JsonStep.Counts(ref reader, "audio_tokens"u8, ref audio)
                || JsonStep.Counts(ref reader, "image_tokens"u8, ref image)
                || JsonStep.PassOver(ref reader);
        }
    }

    /// <summary>Adds what the answer was made of; false when the parts do not fit the whole or were no counts.</summary>
    public readonly bool AddTo(ref QuantityList quantities, long answer, bool thoughtBeside)
    {
        long thought = thoughtBeside ? Reasoning.Value : Math.Min(Reasoning.Value, answer);
        long told = thoughtBeside ? answer : answer - thought;
        long spoken = Math.Min(audio.Value, told);
        long drawn = Math.Min(image.Value, told - spoken);
        quantities.Add(Meters.Output, told - spoken - drawn);
        quantities.Add(Meters.OutputReasoning, thought);
        quantities.Add(Meters.OutputAudio, spoken);
        quantities.Add(Meters.OutputImage, drawn);
        return thought == Reasoning.Value
            && spoken == audio.Value
            && drawn == image.Value
            && !Reasoning.Unreadable
            && !audio.Unreadable
            && !image.Unreadable
            && !misshapen;
    }
}
