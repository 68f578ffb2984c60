using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.OpenAi;

/// <summary>
/// Chat completions, legacy completions, embeddings and rerankings, of OpenAI and every compatible server. In a stream
/// the usage stands in one last chunk without choices, when it was asked for, or in the chunk that finishes (Groq below
/// "x_groq"), or in every chunk (vLLM); "[DONE]" ends it, or an error does.
/// </summary>
/// <remarks>https://platform.openai.com/docs/api-reference/chat-streaming</remarks>
internal class OpenAiChatReader(RequestFacts request, bool answers) : AnswerReader(request)
{
    private OpenAiUsage usage;
    private LlamaTimings timings;
    private Counter cachedInHeader;
    private bool done;
    private bool finished;
    private bool usageChunk;

    /// <inheritdoc/>
    protected override bool OutputIsReported => usage.OutputIsReported || timings.Known;

    /// <summary>An error before anything was generated costs nothing.</summary>
    protected override bool IsUnbilled => Refused || (Failed && Answer.IsEmpty && !finished);

    /// <summary>Fireworks counts the cached part of the prompt in a header, whether or not the usage shows it.</summary>
    /// <remarks>https://docs.fireworks.ai/guides/prompt-caching</remarks>
    public override void ReadHeaders(Func<string, string?> header)
    {
        if (header("fireworks-cached-prompt-tokens") is string text)
        {
            cachedInHeader.ReadText(text);
        }
    }

    /// <inheritdoc/>
    public override void ReadBody(int status, ReadOnlySpan<byte> json)
    {
        Refused = status >= 400;
        Malformed = !ReadObject(json, out _, out _);
    }

    /// <inheritdoc/>
    public override StreamEventKind ReadEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Streamed = true;
        if (data.StartsWith("[DONE]"u8))
        {
            done = true;
            return StreamEventKind.Terminal;
        }

        ReadObject(data, out bool hasUsage, out bool hasChoices);
        if (!hasUsage || hasChoices)
        {
            return Failed ? StreamEventKind.Terminal : StreamEventKind.Content;
        }

        usageChunk = true;
        Answer.Forget();
        return StreamEventKind.Usage;
    }

    /// <inheritdoc/>
    protected override bool HasEnded(bool ended) =>
        !Streamed ? ended : done || (ended && (usageChunk || (finished && usage.Reported)));

    /// <inheritdoc/>
    protected override UsageFigures Figures(ref QuantityList quantities)
    {
        OpenAiUsage known = usage;
        if (!known.Reported && timings.Known)
        {
            known.Take(timings.Prompt, timings.Predicted);
        }

        if (known.HasPrompt)
        {
            known.TakeCached(in cachedInHeader);
        }

        return known.AddTo(ref quantities, answers);
    }

    /// <inheritdoc/>
    protected override void AddFlags(ref Flags flags, UsageSource source) =>
        flags.Add(Flags.CostIncomplete, usage.CostIsIncomplete);

    private bool ReadObject(ReadOnlySpan<byte> json, out bool hasUsage, out bool hasChoices)
    {
        hasUsage = false;
        hasChoices = false;
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> value = skimmer.Value(member);
            switch (member.Kind)
            {
                case JsonValueKind.Array when skimmer.NameIs(member, "choices"u8):
                    hasChoices = ReadChoices(value);
                    break;
                case JsonValueKind.Object when skimmer.NameIs(member, "usage"u8):
                    hasUsage |= ReadUsage(value);
                    break;
                case JsonValueKind.Object when skimmer.NameIs(member, "x_groq"u8):
                    ReadInner(value);
                    break;
                case JsonValueKind.Object when skimmer.NameIs(member, "timings"u8):
                    timings.Read(value);
                    break;
                case JsonValueKind.Object or JsonValueKind.String when skimmer.NameIs(member, "error"u8):
                    Failed = true;
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "model"u8):
                    Served.TakeModel(value);
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "id"u8):
                    Served.TakeId(value);
                    break;
                case JsonValueKind.String when skimmer.NameIs(member, "service_tier"u8):
                    Served.TakeCondition("service_tier", value);
                    break;
            }
        }

        return skimmer.IsComplete;
    }

    private bool ReadUsage(ReadOnlySpan<byte> value)
    {
        Raw.Set(value);
        return usage.Read(value, Served);
    }

    private void ReadInner(ReadOnlySpan<byte> json)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.Object && skimmer.NameIs(member, "usage"u8))
            {
                ReadUsage(skimmer.Value(member));
            }
        }
    }

    /// <summary>Reads what the choices hold; false when there are none.</summary>
    private bool ReadChoices(ReadOnlySpan<byte> choices)
    {
        // A whole answer is only searched for tool calls: its text is never counted by us.
        if (!Streamed && choices.IndexOf("\"tool_calls\""u8) < 0)
        {
            return true;
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

            return any;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private void ReadChoiceProperty(ref Utf8JsonReader reader)
    {
        if (
            reader.ValueSpan.SequenceEqual("content"u8)
            || reader.ValueSpan.SequenceEqual("arguments"u8)
            || reader.ValueSpan.SequenceEqual("refusal"u8)
            || reader.ValueSpan.SequenceEqual("reasoning_content"u8)
            || reader.ValueSpan.SequenceEqual("reasoning"u8)
            || reader.ValueSpan.SequenceEqual("text"u8)
        )
        {
            reader.Read();
            if (Streamed && reader.TokenType == JsonTokenType.String)
            {
                Answer.Add(reader.ValueSpan);
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
            Served.TakeTool(System.Text.Encoding.UTF8.GetString(reader.ValueSpan));
        }
    }
}
