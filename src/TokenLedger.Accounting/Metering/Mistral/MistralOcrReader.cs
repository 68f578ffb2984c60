using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Mistral;

/// <summary>Mistral's document reading, billed by the page; annotated pages, which are among them, cost more.</summary>
/// <remarks>https://docs.mistral.ai/api/#tag/ocr</remarks>
internal sealed class MistralOcrReader(RequestFacts request) : AnswerReader(request)
{
    private Counter pages;
    private Counter annotated;

    /// <inheritdoc/>
    protected override bool OutputIsReported => true;

    /// <inheritdoc/>
    public override void ReadBody(int status, ReadOnlySpan<byte> json)
    {
        Refused = status >= 400;
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "usage_info"u8))
            {
                Raw.Set(skimmer.Value(member));
                ReadUsage(skimmer.Value(member));
            }
            else if (member.Kind == JsonValueKind.String && skimmer.NameIs(member, "model"u8))
            {
                Served.TakeModel(skimmer.Value(member));
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
        long withNotes = Math.Min(annotated.Value, pages.Value);
        quantities.Add(Meters.Pages, pages.Value - withNotes);
        quantities.Add(Meters.PagesAnnotated, withNotes);
        return new UsageFigures
        {
            Reported = pages.Known || annotated.Known,
            Whole = pages.Known && !(annotated.Unreadable && !annotated.Known),
            Inconsistent = pages.Unreadable || annotated.Unreadable || annotated.Value > pages.Value,
        };
    }

    private void ReadUsage(ReadOnlySpan<byte> json)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            if (skimmer.NameIs(member, "pages_processed"u8))
            {
                pages.Read(skimmer.Value(member));
            }
            else if (skimmer.NameIs(member, "pages_processed_annotation"u8))
            {
                annotated.Read(skimmer.Value(member));
            }
        }
    }
}
