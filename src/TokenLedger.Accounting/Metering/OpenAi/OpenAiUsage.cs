using System.Text.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.OpenAi;

/// <summary>
/// The usage object of the OpenAI family, in all its spellings. Cached, written, audio and image tokens are parts of
/// the prompt; reasoning and audio tokens are parts of the answer, unless the provider's own total says that reasoning
/// came on top (xAI). So parts are subtracted, never added twice.
/// </summary>
/// <remarks>https://platform.openai.com/docs/api-reference/chat/object and .../responses/object</remarks>
internal struct OpenAiUsage
{
    private Counter prompt;
    private Counter completion;
    private Counter total;
    private InputParts input;
    private OutputParts output;
    private CompatibleUsage? others; // only some providers have any of it
    private bool unreadableSeconds;
    private bool broken;

    /// <summary>Whether a usage object with any count was read.</summary>
    public readonly bool Reported => prompt.Known || completion.Known || total.Known || Seconds is not null;

    /// <summary>Whether the provider counted the answer.</summary>
    public readonly bool OutputIsReported => completion.Known || total.Known || Seconds is not null;

    /// <summary>Whether the provider counted the prompt.</summary>
    public readonly bool HasPrompt => prompt.Known;

    /// <summary>Seconds of audio, where the provider bills by duration.</summary>
    public decimal? Seconds { get; private set; }

    /// <summary>Calls of the provider's own tools were counted here, not only listed in the output.</summary>
    public readonly bool CountsTools => others is { CountsTools: true };

    /// <summary>Reads a usage object; counters already read keep their largest value.</summary>
    /// <returns>False when the bytes are not JSON; what was read before stands, but the usage is not whole.</returns>
    public bool Read(ReadOnlySpan<byte> json, ServedFacts served)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                while (JsonStep.NextMember(ref reader))
                {
                    ReadMember(ref reader, json, served);
                }
            }

            return true;
        }
        catch (JsonException)
        {
            broken = true;
            return false;
        }
    }

    /// <summary>Takes a duration that stands outside a usage object.</summary>
    public void TakeSeconds(decimal seconds) => Seconds = seconds;

    /// <summary>Takes the cached part of the prompt from where else it is stated.</summary>
    public void TakeCached(in Counter tokens) => input.Cached.Take(in tokens);

    /// <summary>Takes prompt and answer from where else they are stated.</summary>
    public void Take(long promptTokens, long completionTokens)
    {
        prompt.Take(promptTokens);
        completion.Take(completionTokens);
    }

    /// <summary>
    /// Adds the disjoint quantities, limiting parts to their whole; <paramref name="answers"/> is false where a call
    /// has no answer in tokens (embeddings).
    /// </summary>
    public readonly UsageFigures AddTo(ref QuantityList quantities, bool answers = true)
    {
        // Judged anew each time: counters of a stream may contradict each other until the last one has come.
        bool thoughtBeside = ReasoningIsBeside();
        bool consistent = input.AddTo(ref quantities, PromptTokens());
        consistent &= output.AddTo(ref quantities, CompletionTokens(answers), thoughtBeside);
        others?.AddTo(ref quantities);
        quantities.Add(Meters.AudioSeconds, Seconds ?? others?.AudioSeconds ?? 0);
        bool whole = IsWhole(answers);
        return new UsageFigures
        {
            Reported = Reported,
            Whole = whole,
            Inconsistent =
                !consistent
                || broken
                || unreadableSeconds
                || prompt.Unreadable
                || completion.Unreadable
                || total.Unreadable
                || others is { AnyUnreadable: true }
                || (Reported && !whole)
                || !TotalAgrees(thoughtBeside),
            ContextTokens = prompt.Known ? prompt.Value : null,
            Cost = others?.Cost ?? default,
        };
    }

    /// <summary>Whether a cost was stated that is known not to be all.</summary>
    public readonly bool CostIsIncomplete => others is { CostIsIncomplete: true };

    private readonly long PromptTokens() => prompt.Known ? prompt.Value : Math.Max(0, total.Value - completion.Value);

    private readonly long CompletionTokens(bool answers) =>
        completion.Known || !answers || !prompt.Known ? completion.Value : Math.Max(0, total.Value - prompt.Value);

    /// <summary>
    /// Reasoning stands beside the answer when the provider's own total counts it once more, and in the usage of a
    /// research model, which bills it at a price of its own.
    /// </summary>
    private readonly bool ReasoningIsBeside() =>
        others is { IsResearch: true }
        || (
            output.Reasoning.Value > 0
            && total.Known
            && total.Value == prompt.Value + completion.Value + output.Reasoning.Value
        );

    private readonly bool TotalAgrees(bool thoughtBeside)
    {
        if (!total.Known || Seconds is not null)
        {
            return true;
        }

        long counted = prompt.Value + completion.Value;
        return !prompt.Known || !completion.Known
            ? total.Value >= counted
            : total.Value == counted
                || (thoughtBeside && total.Value == counted + output.Reasoning.Value)
                || (
                    others is { IsResearch: true } && total.Value == counted + output.Reasoning.Value + others.Citations
                );
    }

    /// <summary>A count that is missing where the dialect always has one is not zero.</summary>
    private readonly bool IsWhole(bool answers)
    {
        bool unreadable = (prompt.Unreadable && !prompt.Known) || (completion.Unreadable && !completion.Known);
        bool both = (prompt.Known || total.Known) && (completion.Known || total.Known || !answers);
        return !broken && !unreadable && (both || Seconds is not null);
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ServedFacts served)
    {
        if (ReadCounter(ref reader))
        {
            return;
        }

        ReadOnlySpan<byte> name = reader.ValueSpan;
        if (
            name.SequenceEqual("prompt_tokens_details"u8)
            || name.SequenceEqual("input_tokens_details"u8)
            || name.SequenceEqual("input_token_details"u8)
        )
        {
            input.Read(ref reader);
        }
        else if (
            name.SequenceEqual("completion_tokens_details"u8)
            || name.SequenceEqual("output_tokens_details"u8)
            || name.SequenceEqual("output_token_details"u8)
        )
        {
            output.Read(ref reader);
        }
        else if (name.SequenceEqual("seconds"u8))
        {
            ReadSeconds(ref reader);
        }
        else if (CompatibleUsage.Knows(name))
        {
            (others ??= new()).Read(ref reader, json, served, ref output.Reasoning);
        }
        else if (!input.ReadBeside(ref reader))
        {
            reader.Skip();
        }
    }

    private bool ReadCounter(ref Utf8JsonReader reader) =>
        JsonStep.Counts(ref reader, "prompt_tokens"u8, ref prompt)
        || JsonStep.Counts(ref reader, "input_tokens"u8, ref prompt)
        || JsonStep.Counts(ref reader, "completion_tokens"u8, ref completion)
        || JsonStep.Counts(ref reader, "output_tokens"u8, ref completion)
        || JsonStep.Counts(ref reader, "total_tokens"u8, ref total);

    private void ReadSeconds(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out decimal seconds) && seconds >= 0)
        {
            Seconds = Math.Min(seconds, Counter.Max);
        }
        else
        {
            unreadableSeconds |= reader.TokenType != JsonTokenType.Null;
            reader.Skip();
        }
    }
}
