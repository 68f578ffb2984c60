using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Gemini;

/// <summary>
/// The searches an answer was grounded in. Any chunk of a stream may bring them and repeat them; empty and repeated
/// queries are not billed.
/// </summary>
/// <remarks>https://ai.google.dev/gemini-api/docs/google-search#pricing</remarks>
internal sealed class Grounding
{
    private const int MaxQueries = 1000;

    private HashSet<string>? queries;
    private bool webSources;
    private bool maps;

    /// <summary>Whether searches stood there that could not be counted.</summary>
    public bool Unreadable { get; private set; }

    /// <summary>Reads one grounding metadata object.</summary>
    public void Read(ReadOnlySpan<byte> json)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            bool queried = skimmer.NameIs(member, "webSearchQueries"u8);
            if (!queried && !skimmer.NameIs(member, "groundingChunks"u8))
            {
                continue;
            }

            if (member.Kind != JsonValueKind.Array)
            {
                Unreadable |= member.Kind != JsonValueKind.Null;
            }
            else if (queried)
            {
                ReadQueries(skimmer.Value(member));
            }
            else
            {
                ReadSources(skimmer.Value(member));
            }
        }
    }

    /// <summary>Adds the searches, as one for the whole prompt or one for each query.</summary>
    public void AddTo(ref QuantityList quantities, bool perPrompt)
    {
        int unique = queries?.Count ?? 0;
        bool grounded = unique > 0 || webSources;
        quantities.Add(Meters.SearchesWeb, perPrompt ? (grounded ? 1 : 0) : unique);
        quantities.Add(Meters.SearchesMaps, maps ? 1 : 0);
    }

    private void ReadQueries(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                bool text = reader.TokenType == JsonTokenType.String && (queries?.Count ?? 0) < MaxQueries;
                Unreadable |= !text;
                if (text)
                {
                    AddQuery(reader.GetString()!);
                }

                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A query that is no text cannot be told from others; those read so far stand.
            Unreadable = true;
        }
    }

    private void AddQuery(string query)
    {
        if (!string.IsNullOrWhiteSpace(query))
        {
            (queries ??= new(StringComparer.Ordinal)).Add(query);
        }
    }

    private void ReadSources(ReadOnlySpan<byte> json)
    {
        JsonArray sources = new(json);
        while (sources.Next(out ReadOnlySpan<byte> source))
        {
            JsonSkimmer skimmer = new(source);
            while (skimmer.Next(out Member member))
            {
                webSources |= skimmer.NameIs(member, "web"u8);
                maps |= skimmer.NameIs(member, "maps"u8);
            }
        }
    }
}
