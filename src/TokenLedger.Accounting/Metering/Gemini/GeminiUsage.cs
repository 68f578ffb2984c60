using System.Text.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Gemini;

/// <summary>
/// Google's usage metadata. Cached content is a part of the prompt; thoughts and what tools added to the prompt stand
/// beside: total = prompt + candidates + tool use + thoughts.
/// </summary>
internal struct GeminiUsage
{
    private Counter prompt;
    private Counter candidates;
    private Counter thoughts;
    private Counter toolUse;
    private Counter cached;
    private Counter total;
    private Modalities promptBy;
    private Modalities cachedBy;
    private Modalities candidatesBy;
    private bool broken;

    /// <summary>Whether the answer was counted; thoughts may come before any of it.</summary>
    public readonly bool OutputIsReported => candidates.Known || total.Known;

    /// <summary>Whether the call ran on provisioned throughput, which is paid for by time.</summary>
    public bool Provisioned { get; private set; }

    /// <summary>Reads a usage object; counters already read keep their largest value.</summary>
    public void Read(ReadOnlySpan<byte> json, ServedFacts served)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            reader.Read();
            while (JsonStep.NextMember(ref reader))
            {
                ReadMember(ref reader, served);
            }
        }
        catch (JsonException)
        {
            broken = true;
        }
    }

    /// <summary>
    /// Adds the disjoint quantities; <paramref name="hasAnswer"/> is false where the prompt was blocked, so that no
    /// candidates are to be expected.
    /// </summary>
    public readonly UsageFigures AddTo(ref QuantityList quantities, bool hasAnswer)
    {
        bool fits = promptBy.AddInput(ref quantities, prompt.Value, cached.Value, in cachedBy);
        quantities.Add(Meters.InputToolUse, toolUse.Value);
        long answer = candidates.Known ? candidates.Value : UncountedAnswer();
        fits &= candidatesBy.AddOutput(ref quantities, answer);
        quantities.Add(Meters.OutputReasoning, thoughts.Value);
        bool reported = prompt.Known || candidates.Known || total.Known || thoughts.Known;
        bool whole = !broken && prompt.Known && (candidates.Known || total.Known || !hasAnswer);
        return new UsageFigures
        {
            Reported = reported,
            Whole = whole,
            Inconsistent = !fits || broken || AnyUnreadable() || (reported && !whole) || !TotalAgrees(answer),
            ContextTokens = prompt.Known ? prompt.Value : null,
            Cost = new(null, Provisioned ? CostBasis.Prepaid : CostBasis.Computed),
        };
    }

    /// <summary>An empty answer is not counted at all; then the total decides.</summary>
    private readonly long UncountedAnswer() => Math.Max(0, total.Value - prompt.Value - toolUse.Value - thoughts.Value);

    private readonly bool TotalAgrees(long answer) =>
        !total.Known || !prompt.Known || total.Value == prompt.Value + answer + toolUse.Value + thoughts.Value;

    private readonly bool AnyUnreadable() =>
        prompt.Unreadable
        || candidates.Unreadable
        || thoughts.Unreadable
        || toolUse.Unreadable
        || cached.Unreadable
        || total.Unreadable
        || promptBy.Unreadable
        || cachedBy.Unreadable
        || candidatesBy.Unreadable;

    private void ReadMember(ref Utf8JsonReader reader, ServedFacts served)
    {
        if (ReadCounter(ref reader))
        {
            return;
        }

        ReadOnlySpan<byte> name = reader.ValueSpan;
        if (name.SequenceEqual("promptTokensDetails"u8))
        {
            promptBy.Read(ref reader);
        }
        else if (name.SequenceEqual("cacheTokensDetails"u8))
        {
            cachedBy.Read(ref reader);
        }
        else if (name.SequenceEqual("candidatesTokensDetails"u8))
        {
            candidatesBy.Read(ref reader);
        }
        else if (name.SequenceEqual("trafficType"u8))
        {
            ReadTraffic(ref reader, served);
        }
        else
        {
            reader.Skip();
        }
    }

    private bool ReadCounter(ref Utf8JsonReader reader) =>
        JsonStep.Counts(ref reader, "promptTokenCount"u8, ref prompt)
        || JsonStep.Counts(ref reader, "candidatesTokenCount"u8, ref candidates)
        || JsonStep.Counts(ref reader, "thoughtsTokenCount"u8, ref thoughts)
        || JsonStep.Counts(ref reader, "toolUsePromptTokenCount"u8, ref toolUse)
        || JsonStep.Counts(ref reader, "cachedContentTokenCount"u8, ref cached)
        || JsonStep.Counts(ref reader, "totalTokenCount"u8, ref total);

    /// <remarks>https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/GenerateContentResponse</remarks>
    private void ReadTraffic(ref Utf8JsonReader reader, ServedFacts served)
    {
        reader.Read();
        string? tier =
            reader.TokenType != JsonTokenType.String ? null
            : reader.ValueTextEquals("ON_DEMAND"u8) ? "standard"
            : reader.ValueTextEquals("ON_DEMAND_FLEX"u8) ? "flex"
            : reader.ValueTextEquals("ON_DEMAND_PRIORITY"u8) ? "priority"
            : reader.ValueTextEquals("PROVISIONED_THROUGHPUT"u8) ? "provisioned"
            : null;
        reader.Skip();
        if (tier is not null)
        {
            Provisioned = tier == "provisioned";
            served.TakeCondition("service_tier", tier);
        }
    }
}
