using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Cohere;

/// <summary>
/// Cohere: chat of both versions, generate, embed, rerank and classify. A v2 stream ends in "message-end", a v1 stream
/// in "stream-end" (or "is_finished" for generate); that event carries the usage.
/// </summary>
/// <remarks>https://docs.cohere.com/docs/streaming</remarks>
internal sealed class CohereReader(RequestFacts request, bool answers) : AnswerReader(request)
{
    private BilledUnits usage;
    private bool over;

    /// <inheritdoc/>
    protected override bool OutputIsReported => !answers || usage.OutputIsReported;

    /// <inheritdoc/>
    public override void ReadBody(int status, ReadOnlySpan<byte> json)
    {
        Refused = status >= 400;
        Malformed = !ReadAnswer(json);
    }

    /// <inheritdoc/>
    public override StreamEventKind ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Streamed = true;
        ReadAnswer(data);
        over |= name.SequenceEqual("message-end"u8) || name.SequenceEqual("stream-end"u8);
        if (!over && !Failed)
        {
            Answer.AddNamed(data, IsText);
            return StreamEventKind.Content;
        }

        return StreamEventKind.Terminal;
    }

    /// <inheritdoc/>
    protected override bool HasEnded(bool ended) => Streamed ? over : ended;

    /// <inheritdoc/>
    protected override UsageFigures Figures(ref QuantityList quantities) => usage.AddTo(ref quantities, answers);

    private bool ReadAnswer(ReadOnlySpan<byte> json)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> value = skimmer.Value(member);
            switch (member.Kind)
            {
                case JsonValueKind.Object when skimmer.NameIs(member, "usage"u8) || skimmer.NameIs(member, "meta"u8):
                    Raw.Set(value);
                    usage.Read(value);
                    break;
                case JsonValueKind.Object
                    when skimmer.NameIs(member, "delta"u8) || skimmer.NameIs(member, "response"u8):
                    ReadAnswer(value);
                    break;
                case JsonValueKind.Object when skimmer.NameIs(member, "message"u8) && Streamed:
                    ReadTool(value);
                    break;
                case JsonValueKind.Array when skimmer.NameIs(member, "tool_calls"u8):
                    ToolNames.Read(value, "function"u8, Served);
                    break;
                case JsonValueKind.True when skimmer.NameIs(member, "is_finished"u8):
                    over = true;
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "type"u8):
                    over |= value.SequenceEqual("\"message-end\""u8);
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "event_type"u8):
                    over |= value.SequenceEqual("\"stream-end\""u8);
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "finish_reason"u8):
                    Failed |= IsError(value);
                    break;
                case JsonValueKind.String
                    when skimmer.NameIs(member, "id"u8)
                        || skimmer.NameIs(member, "response_id"u8)
                        || skimmer.NameIs(member, "generation_id"u8):
                    Served.TakeId(value);
                    break;
            }
        }

        return skimmer.IsComplete;
    }

    private void ReadTool(ReadOnlySpan<byte> message)
    {
        if (message.IndexOf("\"function\""u8) >= 0)
        {
            ToolNames.Read(message, "function"u8, Served);
        }
    }

    private static bool IsError(ReadOnlySpan<byte> reason) =>
        reason.SequenceEqual("\"ERROR\""u8) || reason.SequenceEqual("\"TIMEOUT\""u8);

    private static bool IsText(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("text"u8)
        || name.SequenceEqual("thinking"u8)
        || name.SequenceEqual("tool_plan"u8)
        || name.SequenceEqual("arguments"u8);
}
