using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Gemini;

/// <summary>
/// Embeddings and Vertex's predict. Newer embedding models report usage metadata; Vertex counts the tokens of each text
/// in its prediction's statistics; pictures are billed by the piece, those a filter withheld are not. Older answers of
/// the Gemini API count nothing: the prompt is estimated.
/// </summary>
/// <remarks>https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api</remarks>
internal sealed class GeminiEmbedReader(RequestFacts request) : AnswerReader(request)
{
    private GeminiUsage usage;
    private bool hasUsage;
    private long texts;
    private bool hasTexts;
    private bool unreadable;
    private int pictures;

    /// <inheritdoc/>
    protected override bool OutputIsReported => true;

    /// <inheritdoc/>
    public override void ReadBody(int status, ReadOnlySpan<byte> json)
    {
        Refused = status >= 400;
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "usageMetadata"u8))
            {
                hasUsage = true;
                Raw.Set(skimmer.Value(member));
                usage.Read(skimmer.Value(member), Served);
            }
            else if (member.Kind == JsonValueKind.Array && skimmer.NameIs(member, "predictions"u8))
            {
                ReadPredictions(skimmer.Value(member));
            }
        }

        Malformed = !skimmer.IsComplete;
    }

    /// <inheritdoc/>
    public override StreamEventKind ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        ReadBody(200, data);
        return StreamEventKind.Content;
    }

    /// <inheritdoc/>
    protected override bool HasEnded(bool ended) => ended;

    /// <inheritdoc/>
    protected override UsageFigures Figures(ref QuantityList quantities)
    {
        if (hasUsage)
        {
            return usage.AddTo(ref quantities, hasAnswer: false);
        }

        quantities.Add(Meters.Input, texts);
        quantities.Add(Meters.Images, pictures, Provenance.Counted);
        bool counted = hasTexts || pictures > 0;
        return new UsageFigures
        {
            Reported = counted || unreadable,
            Whole = counted && !unreadable,
            Inconsistent = unreadable,
            ContextTokens = hasTexts ? texts : null,
        };
    }

    private void ReadPredictions(ReadOnlySpan<byte> json)
    {
        JsonArray predictions = new(json);
        while (predictions.Next(out ReadOnlySpan<byte> prediction))
        {
            pictures += Has(prediction, "bytesBase64Encoded"u8) || Has(prediction, "gcsUri"u8) ? 1 : 0;
            ReadInside(prediction, "embeddings"u8);
        }

        unreadable |= predictions.Malformed;
    }

    private void ReadInside(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind != JsonValueKind.Object || !skimmer.NameIs(member, name))
            {
                continue;
            }

            if (name.SequenceEqual("embeddings"u8))
            {
                ReadInside(skimmer.Value(member), "statistics"u8);
            }
            else
            {
                ReadStatistics(skimmer.Value(member));
            }
        }
    }

    private void ReadStatistics(ReadOnlySpan<byte> json)
    {
        try
        {
            Counter tokens = default;
            Utf8JsonReader reader = new(json);
            reader.Read();
            while (JsonStep.NextMember(ref reader))
            {
                if (reader.ValueSpan.SequenceEqual("token_count"u8) || reader.ValueSpan.SequenceEqual("tokenCount"u8))
                {
                    JsonStep.Count(ref reader, ref tokens);
                }
                else
                {
                    reader.Skip();
                }
            }

            Raw.Add(json);
            hasTexts |= tokens.Known;
            unreadable |= tokens.Unreadable;
            texts = Math.Min(texts + tokens.Value, Counter.Max);
        }
        catch (JsonException)
        {
            unreadable = true;
        }
    }

    private static bool Has(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            if (skimmer.NameIs(member, name))
            {
                return true;
            }
        }

        return false;
    }
}
