using System.Text.Json;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Accounting.Metering;

/// <summary>
/// Chat completions, legacy completions and embeddings. In a stream the usage stands in one last chunk with empty
/// choices, when it was asked for, and "[DONE]" ends it, or an error does.
/// </summary>
/// <remarks>https://platform.openai.com/docs/api-reference/chat-streaming</remarks>
internal sealed class OpenAiChatReader(RequestFacts request) : UsageReader
{
    private readonly ServedFacts served = new(request);
    private readonly RawUsage raw = new();
    private readonly AnswerText answer = new();
    private OpenAiUsage usage;
    private bool streamed;
    private bool done;
    private bool finished;
    private bool usageChunk;
    private bool failed;
    private bool refused;

    /// <inheritdoc/>
    public override string UnreportedOutput => usage.Reported ? "" : answer.ToString();

    /// <inheritdoc/>
    public override void ReadBody(int status, ReadOnlySpan<byte> json)
    {
        refused = status >= 400;
        ReadObject(json, out _, out _);
    }

    /// <inheritdoc/>
    public override StreamEventKind ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        streamed = true;
        if (data.StartsWith("[DONE]"u8))
        {
            done = true;
            return StreamEventKind.Terminal;
        }

        ReadObject(data, out bool hasUsage, out bool emptyChoices);
        if (!hasUsage || !emptyChoices)
        {
            return failed ? StreamEventKind.Terminal : StreamEventKind.Content;
        }

        usageChunk = true;
        answer.Forget();
        return StreamEventKind.Usage;
    }

    /// <inheritdoc/>
    public override UsageReport Report(bool ended)
    {
        bool complete = !streamed ? ended : done || (ended && (usageChunk || (finished && usage.Reported)));
        QuantityList quantities = default;
        usage.AddTo(ref quantities);
        UsageSource source = Source(complete);
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
            ContextTokens = usage.Prompt,
            Flags = flags.ToArray(),
            RawUsage = raw.Text,
            ToolsCalled = served.Tools,
        };
    }

    private UsageSource Source(bool complete)
    {
        if (usage.Reported)
        {
            return complete && !usage.PartlyUnreadable ? UsageSource.Provider : UsageSource.ProviderPartial;
        }

        // An error before anything was generated costs nothing.
        bool nothingMade = refused || (failed && answer.IsEmpty && !finished);
        return nothingMade ? UsageSource.None : UsageSource.Estimated;
    }

    private void ReadObject(ReadOnlySpan<byte> json, out bool hasUsage, out bool emptyChoices)
    {
        hasUsage = false;
        emptyChoices = false;
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> value = skimmer.Value(member);
            switch (member.Kind)
            {
                case JsonValueKind.Array when skimmer.NameIs(member, "choices"u8):
                    emptyChoices = ReadChoices(value);
                    break;
                case JsonValueKind.Object when skimmer.NameIs(member, "usage"u8):
                    hasUsage = ReadUsage(value);
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
                case JsonValueKind.String when skimmer.NameIs(member, "service_tier"u8):
                    served.TakeCondition("service_tier", value);
                    break;
            }
        }
    }

    private bool ReadUsage(ReadOnlySpan<byte> value)
    {
        try
        {
            usage.Read(value);
            raw.Set(value);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads what the choices hold; true when there are none.</summary>
    private bool ReadChoices(ReadOnlySpan<byte> choices)
    {
        // A whole answer is only searched for tool calls: its text is never counted by us.
        if (!streamed && choices.IndexOf("\"tool_calls\""u8) < 0)
        {
            return false;
        }

        try
        {
            Utf8JsonReader reader = new(choices);
            reader.Read();
            bool any = false;
            while (reader.Read())
            {
                any |= reader.TokenType == JsonTokenType.StartObject;
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    ReadChoiceProperty(ref reader);
                }
            }

            return !any;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void ReadChoiceProperty(ref Utf8JsonReader reader)
    {
        if (
            reader.ValueSpan.SequenceEqual("content"u8)
            || reader.ValueSpan.SequenceEqual("arguments"u8)
            || reader.ValueSpan.SequenceEqual("refusal"u8)
            || reader.ValueSpan.SequenceEqual("reasoning_content"u8)
            || reader.ValueSpan.SequenceEqual("text"u8)
        )
        {
            reader.Read();
            if (streamed && reader.TokenType == JsonTokenType.String)
            {
                answer.Add(reader.ValueSpan);
            }
        }
        else if (reader.ValueSpan.SequenceEqual("finish_reason"u8))
        {
            reader.Read();
            finished |= reader.TokenType == JsonTokenType.String;
        }
        else if (reader.ValueSpan.SequenceEqual("name"u8))
        {
            reader.Read();
            TakeTool(ref reader);
        }
        else if (reader.ValueSpan.SequenceEqual("logprobs"u8) || reader.ValueSpan.SequenceEqual("audio"u8))
        {
            reader.Skip();
        }
    }

    private void TakeTool(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length is > 0 and <= 256)
        {
            served.TakeTool(System.Text.Encoding.UTF8.GetString(reader.ValueSpan));
        }
    }
}
