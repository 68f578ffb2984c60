using System.Text.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Anthropic;

/// <summary>
/// Anthropic's usage object. The four input counters are additive; cache writes split by lifetime, where the older
/// shape gives only their sum; thinking is part of the output. Compaction runs as iterations that the top-level
/// totals leave out.
/// </summary>
/// <remarks>https://docs.anthropic.com/en/api/messages#response-usage</remarks>
internal struct AnthropicUsage
{
    private Counter input;
    private Counter output;
    private Counter read;
    private Counter written;
    private Counter written5m;
    private Counter written1h;
    private Counter thinking;
    private Counter searches;
    private Iterations iterations;
    private bool broken;
    private bool misshapen;

    /// <summary>Whether any main counter was read.</summary>
    public readonly bool Reported => input.Known || output.Known;

    /// <summary>Whether another model worked inside the call, at prices this usage does not name.</summary>
    public readonly bool HasAdvisor => iterations.HasAdvisor;

    // The whole prompt: fresh, read and written.
    private readonly long? Prompt =>
        input.Known ? input.Value + read.Value + Math.Max(written.Value, written5m.Value + written1h.Value) : null;

    /// <summary>Reads a usage object; <paramref name="withOutput"/> is false where its output is a placeholder.</summary>
    /// <returns>False when the bytes are not JSON; what was read before stands, but the usage is not whole.</returns>
    public bool Read(ReadOnlySpan<byte> json, ServedFacts served, bool withOutput)
    {
        try
        {
            ReadMembers(json, served, withOutput);
            return true;
        }
        catch (JsonException)
        {
            broken = true;
            return false;
        }
    }

    private void ReadMembers(ReadOnlySpan<byte> json, ServedFacts served, bool withOutput)
    {
        Counter placeholder = default;
        ref Counter answer = ref withOutput ? ref output : ref placeholder;
        Utf8JsonReader reader = new(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool counted =
                JsonStep.Counts(ref reader, "input_tokens"u8, ref input)
                || JsonStep.Counts(ref reader, "output_tokens"u8, ref answer)
                || JsonStep.Counts(ref reader, "cache_read_input_tokens"u8, ref read)
                || JsonStep.Counts(ref reader, "cache_creation_input_tokens"u8, ref written);
            if (counted)
            {
                continue;
            }

            if (reader.ValueSpan.SequenceEqual("cache_creation"u8))
            {
                ReadPart(
                    ref reader,
                    "ephemeral_5m_input_tokens"u8,
                    ref written5m,
                    "ephemeral_1h_input_tokens"u8,
                    ref written1h
                );
            }
            else if (reader.ValueSpan.SequenceEqual("output_tokens_details"u8))
            {
                Counter ignored = default;
                ReadPart(ref reader, "thinking_tokens"u8, ref thinking, default, ref ignored);
            }
            else if (reader.ValueSpan.SequenceEqual("server_tool_use"u8))
            {
                Counter ignored = default;
                ReadPart(ref reader, "web_search_requests"u8, ref searches, default, ref ignored);
            }
            else if (reader.ValueSpan.SequenceEqual("iterations"u8))
            {
                iterations = Iterations.Read(ref reader);
            }
            else
            {
                ReadFact(ref reader, json, served);
            }
        }
    }

    /// <summary>
    /// Adds the disjoint quantities, limiting parts to their whole; <paramref name="outputFinal"/> says whether the
    /// output's counter has come.
    /// </summary>
    public readonly UsageFigures AddTo(ref QuantityList quantities, bool outputFinal)
    {
        long split = written5m.Value + written1h.Value;
        long thought = Math.Min(thinking.Value, output.Value);
        quantities.Add(Meters.Input, input.Value + iterations.Input);
        quantities.Add(Meters.CacheRead, read.Value + iterations.CacheRead);
        quantities.Add(Meters.CacheWrite5m, written5m.Value);
        quantities.Add(Meters.CacheWrite1h, written1h.Value);
        quantities.Add(Meters.CacheWrite, Math.Max(0, written.Value - split) + iterations.CacheWrite);
        quantities.Add(Meters.Output, output.Value - thought + iterations.Output);
        quantities.Add(Meters.OutputReasoning, thought);
        quantities.Add(Meters.SearchesWeb, searches.Value);
        bool whole = !broken && !HasAdvisor && input.Known && output.Known && outputFinal;
        return new UsageFigures
        {
            Reported = Reported,
            Whole = whole,
            Inconsistent =
                AnyUnreadable()
                || broken
                || (written.Known && split > written.Value)
                || (output.Known && thinking.Value > output.Value)
                || (Reported && outputFinal && !(input.Known && output.Known)),
            ContextTokens = Prompt,
        };
    }

    private readonly bool AnyUnreadable() =>
        input.Unreadable
        || output.Unreadable
        || read.Unreadable
        || written.Unreadable
        || written5m.Unreadable
        || written1h.Unreadable
        || thinking.Unreadable
        || searches.Unreadable
        || iterations.Unreadable
        || misshapen;

    private void ReadPart(
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> firstName,
        ref Counter first,
        ReadOnlySpan<byte> secondName,
        ref Counter second
    )
    {
        if (!JsonStep.Enter(ref reader, ref misshapen))
        {
            return;
        }

        while (JsonStep.NextMember(ref reader))
        {
            _ =
                JsonStep.Counts(ref reader, firstName, ref first)
                || (!secondName.IsEmpty && JsonStep.Counts(ref reader, secondName, ref second))
                || JsonStep.PassOver(ref reader);
        }
    }

    private static void ReadFact(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ServedFacts served)
    {
        string? fact =
            reader.ValueSpan.SequenceEqual("service_tier"u8) ? "service_tier"
            : reader.ValueSpan.SequenceEqual("inference_geo"u8) ? "inference_geo"
            : reader.ValueSpan.SequenceEqual("speed"u8) ? "speed"
            : null;
        reader.Read();
        if (fact is not null && reader.TokenType == JsonTokenType.String)
        {
            served.TakeCondition(fact, json[(int)reader.TokenStartIndex..(int)reader.BytesConsumed]);
        }

        reader.Skip();
    }
}
