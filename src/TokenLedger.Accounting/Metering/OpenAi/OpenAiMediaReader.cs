using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.OpenAi;

/// <summary>
/// Images and transcriptions. Newer models report tokens; older image models are billed by the picture, its size and
/// quality, and Whisper by the second, which only the verbose form of its answer states. A stream reports in its
/// "….completed" or "….done".
/// </summary>
/// <remarks>https://platform.openai.com/docs/api-reference/images/object and .../audio/json-object</remarks>
internal sealed class OpenAiMediaReader(RequestFacts request, bool images) : AnswerReader(request)
{
    private const string Size = "image_size";
    private const string Quality = "image_quality";

    private OpenAiUsage usage;
    private string? size;
    private string? quality;
    private int pictures;
    private bool done;

    /// <inheritdoc/>
    protected override bool OutputIsReported => true;

    /// <inheritdoc/>
    protected override bool IsUnbilled => Refused || Failed;

    /// <inheritdoc/>
    public override void ReadBody(int status, ReadOnlySpan<byte> json)
    {
        Refused = status >= 400;

        // A transcription may also be plain text or subtitles, which count nothing.
        bool whole = ReadObject(json);
        Malformed = !whole && json.TrimStart(" \t\r\n"u8).StartsWith("{"u8);
    }

    /// <inheritdoc/>
    public override StreamEventKind ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Streamed = true;
        Span<byte> typeOfData = stackalloc byte[64];
        ReadOnlySpan<byte> type = name.IsEmpty ? EventType.Of(data, typeOfData) : name;
        Failed |= type.SequenceEqual("error"u8);
        if (!type.EndsWith(".completed"u8) && !type.EndsWith(".done"u8) && !data.StartsWith("[DONE]"u8))
        {
            return Failed ? StreamEventKind.Terminal : StreamEventKind.Content;
        }

        done = true;
        ReadObject(data);
        return StreamEventKind.Terminal;
    }

    /// <inheritdoc/>
    protected override bool HasEnded(bool ended) => Streamed ? done : ended;

    /// <inheritdoc/>
    protected override UsageFigures Figures(ref QuantityList quantities)
    {
        UsageFigures figures = usage.AddTo(ref quantities);
        if (figures.Reported || pictures == 0)
        {
            return figures with { ContextTokens = images ? figures.ContextTokens : null };
        }

        quantities.Add(Meters.Images, pictures, Provenance.Counted);
        TakeShape(Size, size ?? Served.OfTheRequest(RequestFact.ImageSize));
        TakeShape(Quality, quality ?? Served.OfTheRequest(RequestFact.ImageQuality));
        return new UsageFigures
        {
            Reported = true,
            Whole = true,
            Inconsistent = figures.Inconsistent,
        };
    }

    private void TakeShape(string condition, string? value)
    {
        if (value is not null)
        {
            Served.TakeCondition(condition, value);
        }
    }

    private bool ReadObject(ReadOnlySpan<byte> json)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> value = skimmer.Value(member);
            switch (member.Kind)
            {
                case JsonValueKind.Object when skimmer.NameIs(member, "usage"u8):
                    Raw.Set(value);
                    usage.Read(value, Served);
                    break;
                case JsonValueKind.Array when images && skimmer.NameIs(member, "data"u8):
                    pictures = CountItems(value);
                    break;
                case JsonValueKind.Number when !images && skimmer.NameIs(member, "duration"u8):
                    ReadDuration(value);
                    break;
                case JsonValueKind.String when images && skimmer.NameIs(member, "size"u8):
                    size = ServedFacts.Text(value);
                    break;
                case JsonValueKind.String when images && skimmer.NameIs(member, "quality"u8):
                    quality = ServedFacts.Text(value);
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "model"u8):
                    Served.TakeModel(value);
                    break;
            }
        }

        return skimmer.IsComplete;
    }

    private void ReadDuration(ReadOnlySpan<byte> value)
    {
        Utf8JsonReader reader = new(value);
        if (
            !usage.Reported
            && reader.Read()
            && reader.TryGetDecimal(out decimal seconds)
            && seconds is >= 0 and <= Counter.Max
        )
        {
            usage.TakeSeconds(seconds);
        }
    }

    private static int CountItems(ReadOnlySpan<byte> array)
    {
        try
        {
            int count = 0;
            Utf8JsonReader reader = new(array);
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                count++;
                reader.Skip();
            }

            return count;
        }
        catch (JsonException)
        {
            return 0;
        }
    }
}
