using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.OpenAi;

/// <summary>
/// Speech. The answer is sound and says nothing of its cost: billed are the characters of the request's text. Models
/// billed by tokens report them only in a stream of events, in "speech.audio.done".
/// </summary>
/// <remarks>https://platform.openai.com/docs/api-reference/audio/createSpeech</remarks>
internal sealed class OpenAiSpeechReader(RequestFacts request) : AnswerReader(request)
{
    private OpenAiUsage usage;
    private bool done;

    /// <inheritdoc/>
    protected override bool OutputIsReported => true;

    /// <inheritdoc/>
    protected override bool IsUnbilled => Refused || Failed;

    /// <inheritdoc/>
    public override void ReadBody(int status, ReadOnlySpan<byte> json) => Refused = status >= 400;

    /// <inheritdoc/>
    public override StreamEventKind ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Streamed = true;
        Span<byte> typeOfData = stackalloc byte[64];
        ReadOnlySpan<byte> type = name.IsEmpty ? EventType.Of(data, typeOfData) : name;
        Failed |= type.SequenceEqual("error"u8);
        if (!type.EndsWith(".done"u8))
        {
            return Failed ? StreamEventKind.Terminal : StreamEventKind.Content;
        }

        done = true;
        JsonSkimmer skimmer = new(data);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "usage"u8))
            {
                Raw.Set(skimmer.Value(member));
                usage.Read(skimmer.Value(member), Served);
            }
        }

        return StreamEventKind.Terminal;
    }

    /// <inheritdoc/>
    protected override bool HasEnded(bool ended) => Streamed ? done : ended;

    /// <inheritdoc/>
    /// <remarks>The text is billed as soon as it is taken, however much of the sound arrived.</remarks>
    protected override bool CountersAreFinal(bool ended) => true;

    /// <inheritdoc/>
    protected override UsageFigures Figures(ref QuantityList quantities)
    {
        UsageFigures figures = usage.AddTo(ref quantities);
        bool counted =
            long.TryParse(
                Served.OfTheRequest(RequestFact.Characters),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out long characters
            )
            && characters <= Counter.Max;
        if (figures.Reported || Refused || Failed || !counted)
        {
            return figures;
        }

        quantities.Add(Meters.CharactersIn, characters, Provenance.Counted);
        return new UsageFigures { Reported = true, Whole = true };
    }
}
