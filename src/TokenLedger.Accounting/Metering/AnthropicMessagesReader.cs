using System.Text.Json;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Accounting.Metering;

/// <summary>
/// Anthropic messages. A stream gives the input side and a placeholder output in message_start; message_delta carries
/// the cumulative output and may enlarge the input; message_stop, or an error, ends it. The placeholder is never booked.
/// </summary>
/// <remarks>https://docs.anthropic.com/en/docs/build-with-claude/streaming</remarks>
internal sealed class AnthropicMessagesReader(RequestFacts request) : UsageReader
{
    private readonly ServedFacts served = new(request);
    private readonly RawUsage raw = new();
    private readonly AnswerText answer = new();
    private AnthropicUsage usage;
    private bool streamed;
    private bool stopped;
    private bool outputFinal;
    private bool failed;
    private bool refused;

    /// <inheritdoc/>
    public override string UnreportedOutput => outputFinal ? "" : answer.ToString();

    /// <inheritdoc/>
    public override void ReadBody(int status, ReadOnlySpan<byte> json)
    {
        refused = status >= 400;
        ReadMessage(json, withOutput: true);
        outputFinal = usage.Reported;
    }

    /// <inheritdoc/>
    public override StreamEventKind ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        streamed = true;
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
            failed = true;
            return StreamEventKind.Terminal;
        }

        return StreamEventKind.Content;
    }

    /// <inheritdoc/>
    public override UsageReport Report(bool ended)
    {
        QuantityList quantities = default;
        usage.AddTo(ref quantities);
        UsageSource source = Source(ended);
        Flags flags = default;
        flags.Add(Flags.AdvisorUsage, usage.HasAdvisor);
        flags.Add(Flags.Inconsistent, usage.Inconsistent);
        flags.Add(Flags.StreamError, streamed && failed);
        flags.Add(Flags.StreamTruncated, streamed && !stopped && source != UsageSource.None);
        flags.Add(Flags.UsageMissing, source == UsageSource.Estimated);
        return new UsageReport
        {
            Source = source,
            Quantities = quantities.ToArray(),
            ServedModel = served.Model,
            ResponseId = served.Id,
            Conditions = served.Conditions(),
            ContextTokens = usage.Prompt,
            Flags = flags.ToArray(),
            RawUsage = raw.Text,
            ToolsCalled = served.Tools,
        };
    }

    private UsageSource Source(bool ended)
    {
        if (!usage.Reported)
        {
            return refused || (failed && answer.IsEmpty) ? UsageSource.None : UsageSource.Estimated;
        }

        bool whole = outputFinal && (streamed || ended) && !usage.PartlyUnreadable && !usage.HasAdvisor;
        return whole ? UsageSource.Provider : UsageSource.ProviderPartial;
    }

    private void ReadMessage(ReadOnlySpan<byte> json, bool withOutput)
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
                    failed = true;
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "model"u8):
                    served.TakeModel(value);
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "id"u8):
                    served.TakeId(value);
                    break;
            }
        }
    }

    private bool ReadUsage(ReadOnlySpan<byte> value, bool withOutput)
    {
        try
        {
            usage.Read(value, served, withOutput);
            raw.Add(value);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
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
            answer.Forget();
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

        try
        {
            Utf8JsonReader reader = new(blocks);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                ReadBlock(blocks[start..(int)reader.BytesConsumed]);
            }
        }
        catch (JsonException)
        {
            // The tools' names are a courtesy; the usage stands elsewhere.
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
            served.TakeTool(ServedFacts.Text(tool));
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
                answer.Add(skimmer.Value(member)[1..^1]);
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
