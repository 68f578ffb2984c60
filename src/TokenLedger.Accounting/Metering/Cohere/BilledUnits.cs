using System.Text.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Cohere;

/// <summary>
/// Cohere's usage: what is billed ("billed_units") beside what the model saw ("tokens", with the prompt's template).
/// Billed units decide; only where there are none the tokens stand in. Counts may be written as doubles.
/// </summary>
/// <remarks>https://docs.cohere.com/reference/chat#response.body.usage</remarks>
internal struct BilledUnits
{
    private Counter input;
    private Counter output;
    private Counter searches;
    private Counter classifications;
    private Counter images;
    private Counter imageTokens;
    private Counter seenInput;
    private Counter seenOutput;
    private bool broken;
    private bool misshapen;

    /// <summary>Whether the answer was counted.</summary>
    public readonly bool OutputIsReported => output.Known || seenOutput.Known;

    /// <summary>Reads a usage object (v2) or the meta object of an answer (v1, rerank, embed).</summary>
    public void Read(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            reader.Read();
            while (JsonStep.NextMember(ref reader))
            {
                if (reader.ValueSpan.SequenceEqual("billed_units"u8))
                {
                    ReadUnits(ref reader);
                }
                else if (reader.ValueSpan.SequenceEqual("tokens"u8))
                {
                    ReadTokens(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (JsonException)
        {
            broken = true;
        }
    }

    /// <summary>Adds the quantities; <paramref name="answers"/> says whether the call writes text.</summary>
    public readonly UsageFigures AddTo(ref QuantityList quantities, bool answers)
    {
        bool billed =
            input.Known || output.Known || searches.Known || classifications.Known || images.Known || imageTokens.Known;
        bool reported = billed || seenInput.Known || seenOutput.Known;
        bool whole = !broken && reported && (!answers || HasBoth(billed));
        quantities.Add(Meters.Input, billed ? input.Value : seenInput.Value);
        quantities.Add(Meters.InputImage, imageTokens.Value);
        quantities.Add(Meters.Output, billed ? output.Value : seenOutput.Value);
        quantities.Add(Meters.SearchesRerank, searches.Value);
        quantities.Add(Meters.Classifications, classifications.Value);
        quantities.Add(Meters.ImagesIn, imageTokens.Known ? 0 : images.Value);
        return new UsageFigures
        {
            Reported = reported,
            Whole = whole && !MainUnreadable(),
            Inconsistent = broken || AnyUnreadable() || (reported && !whole),
            ContextTokens =
                !reported ? null
                : seenInput.Known ? seenInput.Value
                : input.Value,
        };
    }

    private readonly bool HasBoth(bool billed) =>
        billed ? input.Known && output.Known : seenInput.Known && seenOutput.Known;

    private readonly bool MainUnreadable() =>
        (input.Unreadable && !input.Known)
        || (output.Unreadable && !output.Known)
        || (searches.Unreadable && !searches.Known)
        || (classifications.Unreadable && !classifications.Known)
        || (images.Unreadable && !images.Known)
        || (imageTokens.Unreadable && !imageTokens.Known);

    private readonly bool AnyUnreadable() =>
        MainUnreadable()
        || input.Unreadable
        || output.Unreadable
        || searches.Unreadable
        || classifications.Unreadable
        || images.Unreadable
        || imageTokens.Unreadable
        || seenInput.Unreadable
        || seenOutput.Unreadable
        || misshapen;

    private void ReadUnits(ref Utf8JsonReader reader)
    {
        if (!JsonStep.Enter(ref reader, ref misshapen))
        {
            return;
        }

        while (JsonStep.NextMember(ref reader))
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            _ =
                JsonStep.Counts(ref reader, "input_tokens"u8, ref input)
                || JsonStep.Counts(ref reader, "output_tokens"u8, ref output)
                || JsonStep.Counts(ref reader, "search_units"u8, ref searches)
                || JsonStep.Counts(ref reader, "classifications"u8, ref classifications)
                || JsonStep.Counts(ref reader, "images"u8, ref images)
                || JsonStep.Counts(ref reader, "image_tokens"u8, ref imageTokens)
                || JsonStep.PassOver(ref reader);
        }
    }

    private void ReadTokens(ref Utf8JsonReader reader)
    {
        if (!JsonStep.Enter(ref reader, ref misshapen))
        {
            return;
        }

        while (JsonStep.NextMember(ref reader))
        {
            _ =
                JsonStep.Counts(ref reader, "input_tokens"u8, ref seenInput)
                || JsonStep.Counts(ref reader, "output_tokens"u8, ref seenOutput)
                || JsonStep.PassOver(ref reader);
        }
    }
}
