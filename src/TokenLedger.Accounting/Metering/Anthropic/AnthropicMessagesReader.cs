using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Anthropic;

/// <summary>
/// Anthropic messages. A stream gives the input side and a placeholder output in message_start; message_delta carries
/// the cumulative output and may enlarge the input; message_stop, or an error, ends it. The placeholder is never booked.
/// </summary>
/// <remarks>https://docs.anthropic.com/en/docs/build-with-claude/streaming</remarks>
internal sealed class AnthropicMessagesReader(RequestFacts request) : AnswerReader(request)
{
    private AnthropicUsage usage;
    private bool stopped;
    private bool outputFinal;

    /// <inheritdoc/>
    protected override bool OutputIsReported => outputFinal;

    /// <inheritdoc/>
    public override void ReadBody(int status, ReadOnlySpan<byte> json)
    {
        Refused = status >= 400;
        Malformed = !ReadMessage(json, withOutput: true);
        outputFinal = usage.Reported;
    }

    /// <inheritdoc/>
    public override StreamEventKind ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Streamed = true;
        Span<byte> typeOfData = stackalloc byte[64];
        ReadOnlySpan<byte> type = name.IsEmpty ? EventType.Of(data, typeOfData) : name;
        if (type.SequenceEqual("content_block_delta"u8))
        {
            ReadDelta(data);
        }
        else if (type.SequenceEqual("message_start"u8))
        {
            ReadInner(data, "message"u8);
        }
        else if (type.SequenceEqual("content_block_start"u8))
        {
            ReadInner(data, "content_block"u8);
        }
        else if (type.SequenceEqual("message_delta"u8))
        {
            return ReadMessageDelta(data) ? StreamEventKind.Usage : StreamEventKind.Content;
        }
        else if (type.SequenceEqual("message_stop"u8))
        {
            stopped = true;
            return StreamEventKind.Terminal;
        }
        else if (type.SequenceEqual("error"u8))
        {
            Failed = true;
            return StreamEventKind.Terminal;
        }

        return StreamEventKind.Content;
    }

    /// <inheritdoc/>
    protected override bool HasEnded(bool ended) => Streamed ? stopped : ended;

    /// <summary>The last message_delta states the final output; what follows only ends the stream.</summary>
    protected override bool CountersAreFinal(bool ended) => Streamed ? outputFinal : ended;

    /// <inheritdoc/>
    protected override UsageFigures Figures(ref QuantityList quantities) => usage.AddTo(ref quantities, outputFinal);

    /// <inheritdoc/>
    protected override void AddFlags(ref Flags flags, UsageSource source) =>
        flags.Add(Flags.AdvisorUsage, usage.HasAdvisor);

    private bool ReadMessage(ReadOnlySpan<byte> json, bool withOutput)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> value = skimmer.Value(member);
            switch (member.Kind)
            {
                case JsonValueKind.Object when skimmer.NameIs(member, "usage"u8):
                    ReadUsage(value, withOutput);
                    break;
                case JsonValueKind.Array when skimmer.NameIs(member, "content"u8):
                    ReadContent(value);
                    break;
                case JsonValueKind.Object when skimmer.NameIs(member, "error"u8):
                    Failed = true;
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "model"u8):
                    Served.TakeModel(value);
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "id"u8):
                    Served.TakeId(value);
                    break;
            }
        }

        return skimmer.IsComplete;
    }

    private bool ReadUsage(ReadOnlySpan<byte> value, bool withOutput)
    {
        Raw.Add(value);
        return usage.Read(value, Served, withOutput);
    }

    private bool ReadMessageDelta(ReadOnlySpan<byte> data)
    {
        bool hasUsage = false;
        bool stopReason = false;
        JsonSkimmer skimmer = new(data);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "usage"u8))
            {
                hasUsage = ReadUsage(skimmer.Value(member), withOutput: true);
            }
            else if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "delta"u8))
            {
                stopReason = HasText(skimmer.Value(member), "stop_reason"u8);
            }
        }

        if (hasUsage && stopReason)
        {
            outputFinal = true;
            Answer.Forget();
        }

        return hasUsage;
    }

    private void ReadInner(ReadOnlySpan<byte> data, ReadOnlySpan<byte> name)
    {
        JsonSkimmer skimmer = new(data);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind != JsonValueKind.Object || !skimmer.NameIs(member, name))
            {
                continue;
            }

            if (name.SequenceEqual("message"u8))
            {
                ReadMessage(skimmer.Value(member), withOutput: false);
            }
            else
            {
                ReadBlock(skimmer.Value(member));
            }
        }
    }

    private void ReadContent(ReadOnlySpan<byte> blocks)
    {
        if (blocks.IndexOf("\"tool_use\""u8) < 0)
        {
            return;
        }

        JsonArray items = new(blocks);
        while (items.Next(out ReadOnlySpan<byte> block))
        {
            ReadBlock(block);
        }
    }

    private void ReadBlock(ReadOnlySpan<byte> block)
    {
        bool toolUse = false;
        ReadOnlySpan<byte> tool = default;
        JsonSkimmer skimmer = new(block);
        while (skimmer.Next(out Member member))
        {
            if (skimmer.NameIs(member, "type"u8))
            {
                toolUse = skimmer.Value(member).SequenceEqual("\"tool_use\""u8);
            }
            else if (skimmer.NameIs(member, "name"u8))
            {
                tool = skimmer.Value(member);
            }
        }

        if (toolUse)
        {
            Served.TakeTool(ServedFacts.Text(tool));
        }
    }

    private void ReadDelta(ReadOnlySpan<byte> data)
    {
        JsonSkimmer skimmer = new(data);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "delta"u8))
            {
                AddText(skimmer.Value(member));
            }
        }
    }

    private void AddText(ReadOnlySpan<byte> delta)
    {
        JsonSkimmer skimmer = new(delta);
        while (skimmer.Next(out Member member))
        {
            bool text =
                skimmer.NameIs(member, "text"u8)
                || skimmer.NameIs(member, "thinking"u8)
                || skimmer.NameIs(member, "partial_json"u8);
            if (text && member.Kind == JsonValueKind.String)
            {
                Answer.Add(skimmer.Value(member)[1..^1]);
            }
        }
    }

    private static bool HasText(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.String && skimmer.NameIs(member, name))
            {
                return true;
            }
        }

        return false;
    }
}
