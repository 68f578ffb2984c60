using System.Text.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Anthropic;

/// <summary>
/// The inner runs of an Anthropic call. Runs of type "message" are what the top-level totals count; "compaction" runs
/// are billed beside them; any other type is another model's work (an advisor), whose price is not this model's.
/// </summary>
internal struct Iterations
{
    private const int MaxRuns = 1000;

    public long Input { get; private set; }

    public long Output { get; private set; }

    public long CacheRead { get; private set; }

    public long CacheWrite { get; private set; }

    public bool HasAdvisor { get; private set; }

    public bool Unreadable { get; private set; }

    /// <summary>Reads the value of "iterations", the reader standing on its name.</summary>
    public static Iterations Read(ref Utf8JsonReader reader)
    {
        Iterations all = default;
        bool misshapen = false;
        if (!JsonStep.EnterArray(ref reader, ref misshapen))
        {
            all.Unreadable = misshapen;
            return all;
        }

        int runs = 0;
        while (JsonStep.NextObject(ref reader, ref misshapen))
        {
            if (++runs > MaxRuns)
            {
                all.HasAdvisor = true;
                reader.Skip();
                continue;
            }

            all.ReadRun(ref reader);
        }

        all.Unreadable |= misshapen;
        return all;
    }

    private void ReadRun(ref Utf8JsonReader reader)
    {
        Counter input = default;
        Counter output = default;
        Counter cacheRead = default;
        Counter cacheWrite = default;
        bool compaction = false;
        bool message = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan.SequenceEqual("type"u8))
            {
                reader.Read();
                compaction = reader.TokenType == JsonTokenType.String && reader.ValueSpan.SequenceEqual("compaction"u8);
                message = reader.TokenType == JsonTokenType.String && reader.ValueSpan.SequenceEqual("message"u8);
                reader.Skip();
                continue;
            }

            bool known = true;
            ref Counter counter = ref input;
            if (reader.ValueSpan.SequenceEqual("output_tokens"u8))
            {
                counter = ref output;
            }
            else if (reader.ValueSpan.SequenceEqual("cache_read_input_tokens"u8))
            {
                counter = ref cacheRead;
            }
            else if (reader.ValueSpan.SequenceEqual("cache_creation_input_tokens"u8))
            {
                counter = ref cacheWrite;
            }
            else
            {
                known = reader.ValueSpan.SequenceEqual("input_tokens"u8);
            }

            reader.Read();
            if (known)
            {
                counter.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        HasAdvisor |= !compaction && !message;
        Unreadable |= input.Unreadable || output.Unreadable || cacheRead.Unreadable || cacheWrite.Unreadable;
        if (compaction)
        {
            Input += input.Value;
            Output += output.Value;
            CacheRead += cacheRead.Value;
            CacheWrite += cacheWrite.Value;
        }
    }
}
