using System.Text.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.OpenAi;

/// <summary>
/// What providers compatible with OpenAI add to its usage object, told by the shape and not by who sent it: Perplexity's
/// fees, xAI's tools, Mistral's audio, and the costs that Perplexity, xAI and OpenRouter state.
/// </summary>
internal sealed class CompatibleUsage
{
    private Counter citations;
    private Counter queries;
    private Counter sources;
    private Counter audioSeconds;
    private ToolCalls tools;
    private CostStatement cost;
    private bool researched;
    private bool searched;
    private bool misshapen;

    /// <summary>Whether a research model billed its reasoning, citations and searches apart.</summary>
    public bool IsResearch => researched && (citations.Known || queries.Known);

    /// <summary>Tokens of cited sources.</summary>
    public long Citations => citations.Value;

    /// <summary>Seconds of audio in the prompt.</summary>
    public long AudioSeconds => audioSeconds.Value;

    /// <summary>Whether calls of the provider's tools were counted.</summary>
    public bool CountsTools => tools.Known;

    /// <summary>The cost as stated.</summary>
    public StatedCost Cost => cost.Stated;

    /// <summary>Whether the stated cost is known not to be all.</summary>
    public bool CostIsIncomplete => cost.Incomplete;

    /// <summary>Whether anything here was not what it should be.</summary>
    public bool AnyUnreadable =>
        citations.Unreadable
        || queries.Unreadable
        || sources.Unreadable
        || audioSeconds.Unreadable
        || tools.AnyUnreadable
        || cost.Unreadable
        || misshapen;

    /// <summary>Whether a member of this name belongs here; most usage objects have none.</summary>
    public static bool Knows(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            4 => name.SequenceEqual("cost"u8),
            7 => name.SequenceEqual("is_byok"u8),
            12 => name.SequenceEqual("cost_details"u8),
            15 => name.SequenceEqual("citation_tokens"u8),
            16 => name.SequenceEqual("reasoning_tokens"u8) || name.SequenceEqual("num_sources_used"u8),
            17 => name.SequenceEqual("cost_in_usd_ticks"u8),
            18 => name.SequenceEqual("num_search_queries"u8),
            19 => name.SequenceEqual("search_context_size"u8),
            20 => name.SequenceEqual("prompt_audio_seconds"u8),
            30 => name.SequenceEqual("server_side_tool_usage_details"u8),
            _ => false,
        };

    /// <summary>Reads a member that <see cref="Knows"/> takes, the reader on its name.</summary>
    public void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ServedFacts served, ref Counter reasoning)
    {
        ReadOnlySpan<byte> name = reader.ValueSpan;
        if (name.SequenceEqual("reasoning_tokens"u8))
        {
            JsonStep.Count(ref reader, ref reasoning);
            researched = reasoning.Known;
        }
        else if (name.SequenceEqual("prompt_audio_seconds"u8))
        {
            ReadAudioSeconds(ref reader);
        }
        else if (name.SequenceEqual("search_context_size"u8))
        {
            ReadSearchSize(ref reader, json, served);
        }
        else if (name.SequenceEqual("server_side_tool_usage_details"u8))
        {
            tools.Read(ref reader);
        }
        else if (!ReadCounter(ref reader))
        {
            cost.Read(ref reader);
        }
    }

    private bool ReadCounter(ref Utf8JsonReader reader) =>
        JsonStep.Counts(ref reader, "citation_tokens"u8, ref citations)
        || JsonStep.Counts(ref reader, "num_search_queries"u8, ref queries)
        || JsonStep.Counts(ref reader, "num_sources_used"u8, ref sources);

    /// <summary>Adds the fees and what is counted beside tokens.</summary>
    public void AddTo(ref QuantityList quantities)
    {
        // Only research models bill citations and single searches; the others bill the request.
        quantities.Add(Meters.OutputCitation, IsResearch ? citations.Value : 0);
        bool byRequest = !IsResearch && searched && cost.HasRequestFee != false;
        quantities.Add(Meters.Requests, byRequest ? 1 : 0);
        quantities.Add(Meters.SearchesWeb, tools.WebSearches + (searched && !IsResearch ? 0 : queries.Value));
        quantities.Add(Meters.SearchesLiveSources, sources.Value);
        tools.AddTo(ref quantities);
    }

    /// <summary>Mistral's servers write an empty object where there was no audio.</summary>
    private void ReadAudioSeconds(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            audioSeconds.Read(ref reader);
            return;
        }

        while (JsonStep.NextMember(ref reader))
        {
            misshapen = true;
            reader.Skip();
        }
    }

    private void ReadSearchSize(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ServedFacts served)
    {
        reader.Read();
        searched |= reader.TokenType == JsonTokenType.String;
        misshapen |= reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null);
        served.TakeCondition("search_context_size", JsonStep.Value(ref reader, json));
    }
}
