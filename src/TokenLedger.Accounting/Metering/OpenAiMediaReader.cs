using System.Text.Json;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Accounting.Metering;

/// <summary>
/// Images and transcriptions. Newer models report tokens; older image models are billed by the picture and Whisper by
/// the second, which only the verbose form of its answer states. A stream reports in its "….completed" or "….done".
/// </summary>
/// <remarks>https://platform.openai.com/docs/api-reference/images/object and .../audio/json-object</remarks>
internal sealed class OpenAiMediaReader(RequestFacts request, bool images) : UsageReader
{
    private readonly ServedFacts served = new(request);
    private readonly RawUsage raw = new();
    private OpenAiUsage usage;
    private int pictures;
    private bool streamed;
    private bool done;
    private bool failed;
    private bool refused;

    /// <inheritdoc/>
    public override string UnreportedOutput => "";

    /// <inheritdoc/>
    public override void ReadBody(int status, ReadOnlySpan<byte> json)
    {
        refused = status >= 400;
        ReadObject(json);
    }

    /// <inheritdoc/>
    public override StreamEventKind ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        streamed = true;
        Span<byte> typeOfData = stackalloc byte[64];
        ReadOnlySpan<byte> type = name.IsEmpty ? EventType.Of(data, typeOfData) : name;
        failed |= type.SequenceEqual("error"u8);
        if (!type.EndsWith(".completed"u8) && !type.EndsWith(".done"u8) && !data.StartsWith("[DONE]"u8))
        {
            return StreamEventKind.Content;
        }

        done = true;
        ReadObject(data);
        return StreamEventKind.Terminal;
    }

    /// <inheritdoc/>
    public override UsageReport Report(bool ended)
    {
        bool complete = streamed ? done : ended;
        QuantityList quantities = default;
        usage.AddTo(ref quantities);
        bool byPicture = !usage.Reported && pictures > 0;
        quantities.Add(Meters.Images, byPicture ? pictures : 0, Provenance.Counted);
        UsageSource source =
            usage.Reported || byPicture ? (complete ? UsageSource.Provider : UsageSource.ProviderPartial)
            : refused || failed ? UsageSource.None
            : UsageSource.Estimated;
        Flags flags = default;
        flags.Add(Flags.Inconsistent, usage.Inconsistent);
        flags.Add(Flags.StreamError, streamed && failed);
        flags.Add(Flags.StreamTruncated, streamed && !complete && source != UsageSource.None);
        flags.Add(Flags.UsageMissing, source == UsageSource.Estimated);
        return new UsageReport
        {
            Source = source,
            Quantities = quantities.ToArray(),
            ServedModel = served.Model,
            ResponseId = served.Id,
            Conditions = served.Conditions(),
            ContextTokens = images ? usage.Prompt : null,
            Flags = flags.ToArray(),
            RawUsage = raw.Text,
        };
    }

    private void ReadObject(ReadOnlySpan<byte> json)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> value = skimmer.Value(member);
            switch (member.Kind)
            {
                case JsonValueKind.Object when skimmer.NameIs(member, "usage"u8):
                    ReadUsage(value);
                    break;
                case JsonValueKind.Array when images && skimmer.NameIs(member, "data"u8):
                    pictures = CountItems(value);
                    break;
                case JsonValueKind.Number when !images && skimmer.NameIs(member, "duration"u8):
                    ReadDuration(value);
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "model"u8):
                    served.TakeModel(value);
                    break;
            }
        }
    }

    private void ReadUsage(ReadOnlySpan<byte> value)
    {
        try
        {
            usage.Read(value);
            raw.Set(value);
        }
        catch (JsonException)
        {
            // Not JSON: as if it had not been sent, which the report says.
        }
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
