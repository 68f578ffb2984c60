using System.Text.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Bedrock;

/// <summary>
/// Bedrock's counters, and those of the vendors' own bodies that InvokeModel passes on. The input excludes what was
/// read from and written to the cache; cache writes may be split by lifetime.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html</remarks>
internal struct BedrockUsage
{
    private Counter input;
    private Counter output;
    private Counter total;
    private Counter read;
    private Counter written;
    private Counter written5m;
    private Counter written1h;
    private bool broken;
    private bool misshapen;

    /// <summary>Whether the answer was counted.</summary>
    public readonly bool OutputIsReported => output.Known;

    /// <summary>Reads a usage object; <paramref name="withOutput"/> is false where its output is a placeholder.</summary>
    public void Read(ReadOnlySpan<byte> json, bool withOutput = true)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            reader.Read();
            while (JsonStep.NextMember(ref reader))
            {
                ReadMember(ref reader, withOutput);
            }
        }
        catch (JsonException)
        {
            broken = true;
        }
    }

    /// <summary>Takes prompt tokens counted elsewhere.</summary>
    public void TakeInput(in Counter tokens) => input.Take(in tokens);

    /// <summary>Takes answer tokens counted elsewhere.</summary>
    public void TakeOutput(in Counter tokens) => output.Take(in tokens);

    /// <summary>Takes the counts that InvokeModel puts into the headers of its answer.</summary>
    public void TakeHeaders(Func<string, string?> header)
    {
        TakeHeader(header("x-amzn-bedrock-input-token-count"), ref input);
        TakeHeader(header("x-amzn-bedrock-output-token-count"), ref output);
        TakeHeader(header("x-amzn-bedrock-cache-read-input-token-count"), ref read);
        TakeHeader(header("x-amzn-bedrock-cache-write-input-token-count"), ref written);
    }

    /// <summary>Adds the disjoint quantities; <paramref name="answers"/> is false for embeddings.</summary>
    public readonly UsageFigures AddTo(ref QuantityList quantities, bool answers)
    {
        long split = written5m.Value + written1h.Value;
        long unsplit = Math.Max(0, written.Value - split);
        quantities.Add(Meters.Input, input.Value);
        quantities.Add(Meters.CacheRead, read.Value);
        quantities.Add(Meters.CacheWrite5m, written5m.Value);
        quantities.Add(Meters.CacheWrite1h, written1h.Value);
        quantities.Add(Meters.CacheWrite, unsplit);
        quantities.Add(Meters.Output, output.Value);
        bool reported = input.Known || output.Known || total.Known;
        bool whole = !broken && input.Known && (output.Known || !answers);
        long context = input.Value + read.Value + split + unsplit;
        return new UsageFigures
        {
            Reported = reported,
            Whole = whole,
            Inconsistent =
                broken
                || AnyUnreadable()
                || (reported && !whole)
                || (written.Known && split > written.Value)
                || !TotalAgrees(context),
            ContextTokens = input.Known ? context : null,
        };
    }

    /// <summary>The total counts the cached tokens for some models and leaves them out for others.</summary>
    private readonly bool TotalAgrees(long context) =>
        !total.Known
        || !input.Known
        || total.Value == input.Value + output.Value
        || total.Value == context + output.Value;

    private readonly bool AnyUnreadable() =>
        input.Unreadable
        || output.Unreadable
        || total.Unreadable
        || read.Unreadable
        || written.Unreadable
        || written5m.Unreadable
        || written1h.Unreadable
        || misshapen;

    private static void TakeHeader(string? text, ref Counter counter)
    {
        if (text is not null)
        {
            counter.ReadText(text);
        }
    }

    private void ReadMember(ref Utf8JsonReader reader, bool withOutput)
    {
        if (ReadCounter(ref reader, withOutput))
        {
            return;
        }

        ReadOnlySpan<byte> name = reader.ValueSpan;
        if (name.SequenceEqual("cacheDetails"u8))
        {
            ReadDetails(ref reader);
        }
        else if (name.SequenceEqual("cache_creation"u8))
        {
            ReadAnthropicDetails(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }

    private bool ReadCounter(ref Utf8JsonReader reader, bool withOutput)
    {
        Counter placeholder = default;
        ref Counter answer = ref withOutput ? ref output : ref placeholder;
        return JsonStep.Counts(ref reader, "inputTokens"u8, ref input)
            || JsonStep.Counts(ref reader, "inputTokenCount"u8, ref input)
            || JsonStep.Counts(ref reader, "input_tokens"u8, ref input)
            || JsonStep.Counts(ref reader, "prompt_tokens"u8, ref input)
            || JsonStep.Counts(ref reader, "outputTokens"u8, ref answer)
            || JsonStep.Counts(ref reader, "outputTokenCount"u8, ref answer)
            || JsonStep.Counts(ref reader, "output_tokens"u8, ref answer)
            || JsonStep.Counts(ref reader, "completion_tokens"u8, ref answer)
            || JsonStep.Counts(ref reader, "totalTokens"u8, ref total)
            || JsonStep.Counts(ref reader, "total_tokens"u8, ref total)
            || JsonStep.Counts(ref reader, "cacheReadInputTokens"u8, ref read)
            || JsonStep.Counts(ref reader, "cacheReadInputTokenCount"u8, ref read)
            || JsonStep.Counts(ref reader, "cache_read_input_tokens"u8, ref read)
            || JsonStep.Counts(ref reader, "cacheWriteInputTokens"u8, ref written)
            || JsonStep.Counts(ref reader, "cacheWriteInputTokenCount"u8, ref written)
            || JsonStep.Counts(ref reader, "cache_creation_input_tokens"u8, ref written);
    }

    private void ReadDetails(ref Utf8JsonReader reader)
    {
        if (!JsonStep.EnterArray(ref reader, ref misshapen))
        {
            return;
        }

        while (JsonStep.NextObject(ref reader, ref misshapen))
        {
            Counter tokens = default;
            bool hour = false;
            bool minutes = false;
            while (JsonStep.NextMember(ref reader))
            {
                if (reader.ValueSpan.SequenceEqual("inputTokens"u8))
                {
                    JsonStep.Count(ref reader, ref tokens);
                }
                else if (reader.ValueSpan.SequenceEqual("ttl"u8))
                {
                    reader.Read();
                    hour = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("1h"u8);
                    minutes = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("5m"u8);
                    reader.Skip();
                }
                else
                {
                    reader.Skip();
                }
            }

            // A lifetime unknown to us stays in the sum of all writes.
            if (hour)
            {
                written1h.Take(in tokens);
            }
            else if (minutes)
            {
                written5m.Take(in tokens);
            }
            else
            {
                written.Take(in tokens);
            }
        }
    }

    private void ReadAnthropicDetails(ref Utf8JsonReader reader)
    {
        if (!JsonStep.Enter(ref reader, ref misshapen))
        {
            return;
        }

        while (JsonStep.NextMember(ref reader))
        {
            _ =
                JsonStep.Counts(ref reader, "ephemeral_5m_input_tokens"u8, ref written5m)
                || JsonStep.Counts(ref reader, "ephemeral_1h_input_tokens"u8, ref written1h)
                || JsonStep.PassOver(ref reader);
        }
    }
}
