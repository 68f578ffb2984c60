using System.Buffers;
using System.Text.Json;

namespace TokenLedger.Accounting.Rates;

/// <summary>What a table's file holds.</summary>
/// <param name="Provider">The provider's short name.</param>
/// <param name="Rows">The rows, in the file's order.</param>
internal sealed record ReadTable(string Provider, IReadOnlyList<RateRow> Rows);

/// <summary>Reads one table of schema rate-table/1, gathering every problem instead of stopping at the first.</summary>
internal sealed class RateTableReader(string file, BookVersion version, bool strict)
{
    private static readonly string[] TableKeys = ["schema", "provider", "currency", "as_of", "sources", "rates"];

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789-"
    );

    private readonly List<RateProblem> problems = [];
    private HashSet<string>? sources; // null for a row outside a table
    private string? place;

    /// <summary>Everything found so far.</summary>
    public IReadOnlyList<RateProblem> Problems => problems;

    /// <summary>Reads a whole table; null when it is not even JSON of the right schema.</summary>
    public ReadTable? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return ReadTable(document.RootElement);
        }
        catch (JsonException e)
        {
            Report($"not JSON: {e.Message}");
            return null;
        }
    }

    /// <summary>Reads one row that stands outside a table.</summary>
    public RateRow? ReadRow(string provider, ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return ReadRow(provider, document.RootElement, 0);
        }
        catch (JsonException e)
        {
            Report($"not JSON: {e.Message}");
            return null;
        }
    }

    internal void Report(string message) => problems.Add(new(file, place, message));

    internal void NamePlace(string model) => place = $"{model} ({place})";

    internal void RefuseUnknownKeys(JsonElement element, ReadOnlySpan<string> known)
    {
        if (!strict)
        {
            return;
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                Report($"unknown key \"{property.Name}\"; known are {string.Join(", ", known)}");
            }
        }
    }

    /// <summary>Reports a row's source that the table does not explain.</summary>
    internal void CheckSource(string source)
    {
        if (strict && sources is not null && !sources.Contains(source))
        {
            Report($"source \"{source}\" is not among the file's sources; explain it there or correct its name");
        }
    }

    /// <summary>Whether the rules of the schema that only matter to who writes a table are checked.</summary>
    internal bool IsStrict => strict;

    /// <summary>Whether the row read stands in a table, which says more than a row alone must.</summary>
    internal bool IsTable => sources is not null;

    private void ReadSources(JsonElement root)
    {
        sources = [];
        if (root.TryGetProperty("sources", out JsonElement known) && known.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty source in known.EnumerateObject())
            {
                sources.Add(source.Name);
            }
        }
        else
        {
            Report("sources must be an object");
        }
    }

    private RateRow? ReadRow(string provider, JsonElement row, int index)
    {
        place = $"row {index + 1}";
        if (row.ValueKind != JsonValueKind.Object)
        {
            Report("a row must be an object");
            return null;
        }

        int before = problems.Count;
        RateRow parsed = new RateRowReader(this, provider, version, index + 1).Read(row);
        place = null;
        return problems.Count == before ? parsed : null;
    }

    private ReadTable? ReadTable(JsonElement root)
    {
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("schema", out JsonElement schema)
            || schema.ValueKind != JsonValueKind.String
            || schema.GetString() != "rate-table/1"
        )
        {
            Report("not a rate table: the first member must be \"schema\": \"rate-table/1\"");
            return null;
        }

        RefuseUnknownKeys(root, TableKeys);
        string provider = RateJson.Text(root, "provider") ?? "";
        if (provider.Length == 0)
        {
            Report("provider is missing; name it as the gateway does, such as \"openai\"");
        }
        else if (strict && provider.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            Report($"provider \"{provider}\" must be made of small letters, digits and hyphens");
        }

        if (RateJson.Text(root, "currency") != "USD")
        {
            Report("currency must be USD; a list in another currency goes into rows with native_currency");
        }

        if (strict && !RateJson.IsDate(RateJson.Text(root, "as_of")))
        {
            Report("as_of must be the day the figures were looked up, such as \"2026-11-21\"");
        }

        if (!root.TryGetProperty("rates", out JsonElement rates) || rates.ValueKind != JsonValueKind.Array)
        {
            Report("rates must be an array");
            return null;
        }

        ReadSources(root);
        List<RateRow> rows = new(rates.GetArrayLength());
        int index = 0;
        foreach (JsonElement rate in rates.EnumerateArray())
        {
            if (ReadRow(provider, rate, index++) is RateRow row)
            {
                rows.Add(row);
            }
        }

        return new(provider, rows);
    }
}
