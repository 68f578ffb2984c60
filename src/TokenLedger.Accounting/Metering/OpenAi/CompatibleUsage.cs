using System.Text.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.OpenAi;

/// <summary>
/// What providers compatible with OpenAI add to its usage object, told by the shape and not by who sent it: Perplexity's
/// fees, xAI's tools, Mistral's audio, and the costs that Perplexity, xAI and OpenRouter state.
/// </summary>
internal struct CompatibleUsage
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
    public readonly bool IsResearch => researched && (citations.Known || queries.Known);

    /// <summary>Tokens of cited sources.</summary>
    public readonly long Citations => citations.Value;

    /// <summary>Seconds of audio in the prompt.</summary>
    public readonly long AudioSeconds => audioSeconds.Value;

    /// <summary>Whether calls of the provider's tools were counted.</summary>
    public readonly bool CountsTools => tools.Known;

    /// <summary>The cost as stated.</summary>
    public readonly StatedCost Cost => cost.Stated;

    /// <summary>Whether the stated cost is known not to be all.</summary>
    public readonly bool CostIsIncomplete => cost.Incomplete;

    /// <summary>Whether anything here was not what it should be.</summary>
    public readonly bool AnyUnreadable =>
        citations.Unreadable
        || queries.Unreadable
        || sources.Unreadable
        || audioSeconds.Unreadable
        || tools.AnyUnreadable
        || cost.Unreadable
        || misshapen;

    /// <summary>Reads a member, the reader on its name; false when it is none of these.</summary>
    public bool Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ServedFacts served, ref Counter reasoning)
    {
        ReadOnlySpan<byte> name = reader.ValueSpan;
        if (name.SequenceEqual("reasoning_tokens"u8))
        {
            JsonStep.Count(ref reader, ref reasoning);
            researched = reasoning.Known;
        }
        else if (name.SequenceEqual("citation_tokens"u8))
        {
            JsonStep.Count(ref reader, ref citations);
        }
        else if (name.SequenceEqual("num_search_queries"u8))
        {
            JsonStep.Count(ref reader, ref queries);
        }
        else if (name.SequenceEqual("num_sources_used"u8))
        {
            JsonStep.Count(ref reader, ref sources);
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
        else
        {
            return cost.Read(ref reader);
        }

        return true;
    }

    /// <summary>Adds the fees and what is counted beside tokens.</summary>
    public readonly void AddTo(ref QuantityList quantities)
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
