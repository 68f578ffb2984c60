using System.Text.Json;

namespace TokenLedger.Accounting.Metering.Reading;

/// <summary>What a response says of itself: its id, its model, the tier and other facts it was served with.</summary>
internal sealed class ServedFacts(RequestFacts request)
{
    /// <summary>Tools kept by name.</summary>
    public const int MaxTools = 32;

    private const int MaxText = 256;
    private const string Tier = "service_tier";
    private const string Batch = "batch";
    private const string OfRequest = "request.";

    private List<KeyValuePair<string, string>>? served;
    private List<string>? tools;

    /// <summary>The model that answered.</summary>
    public string? Model { get; private set; }

    /// <summary>The provider's id of the response.</summary>
    public string? Id { get; private set; }

    /// <summary>Tools the model asked for.</summary>
    public IReadOnlyList<string> Tools => tools ?? (IReadOnlyList<string>)[];

    /// <summary>Takes the model once; an empty name says nothing.</summary>
    public void TakeModel(ReadOnlySpan<byte> json)
    {
        if (Model is not null || json.Length <= 2)
        {
            return;
        }

        Model = request.Model is string asked && IsPlain(json, asked) ? asked : Text(json);
    }

    /// <summary>Takes an id that stands in a header, unless the answer states one.</summary>
    public void TakeId(string? id)
    {
        if (!string.IsNullOrEmpty(id) && id.Length <= MaxText)
        {
            Id ??= id;
        }
    }

    /// <summary>Takes the id once.</summary>
    public void TakeId(ReadOnlySpan<byte> json)
    {
        if (Id is null && json.Length > 2)
        {
            Id = Text(json);
        }
    }

    /// <summary>Takes a fact that selects the price; the last one given stands.</summary>
    public void TakeCondition(string name, ReadOnlySpan<byte> json)
    {
        if (json.Length <= 2 || json[0] != '"')
        {
            return;
        }

        string? value = name == Tier ? TierName(json) : Text(json);
        if (value is not null)
        {
            TakeCondition(name, value);
        }
    }

    /// <summary>Takes a fact that selects the price, in our own words.</summary>
    public void TakeCondition(string name, string value) => Set(served ??= new(2), name, value);

    /// <summary>A fact of the request, such as "request.characters"; null when the gateway did not give it.</summary>
    public string? OfTheRequest(string name)
    {
        foreach ((string known, string value) in request.Conditions)
        {
            if (known == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Takes a tool's name.</summary>
    public void TakeTool(string? name)
    {
        if (!string.IsNullOrEmpty(name) && (tools?.Count ?? 0) < MaxTools)
        {
            (tools ??= []).Add(name);
        }
    }

    /// <summary>
    /// The facts asked for, overridden by those served. Only "batch" is not: it is known from the route the answer came
    /// by, and the answers of a batch name the tier they ran at, not the one they are billed at.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Conditions()
    {
        if (request.Conditions.Count == 0)
        {
            return served ?? (IReadOnlyList<KeyValuePair<string, string>>)[];
        }

        List<KeyValuePair<string, string>> all = new(request.Conditions.Count + 2);
        foreach ((string name, string value) in request.Conditions)
        {
            // "auto" leaves the choice to the provider: it says nothing about the tier served.
            if ((name != Tier || value != "auto") && !name.StartsWith(OfRequest, StringComparison.Ordinal))
            {
                Set(all, name, name == Tier && value == "default" ? "standard" : value);
            }
        }

        bool batch = all.Contains(new(Tier, Batch));
        foreach ((string name, string value) in served ?? [])
        {
            if (name != Tier || !batch)
            {
                Set(all, name, value);
            }
        }

        return all;
    }

    /// <summary>A JSON text as a string; null when it is none or longer than any name is.</summary>
    public static string? Text(ReadOnlySpan<byte> json)
    {
        if (json.Length is < 2 or > MaxText)
        {
            return null;
        }

        try
        {
            Utf8JsonReader reader = new(json);
            return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? TierName(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> tier = json[1..^1];
        return tier.SequenceEqual("default"u8) || tier.SequenceEqual("standard"u8) ? "standard"
            : tier.SequenceEqual("auto"u8) ? null
            : Text(json);
    }

    private static bool IsPlain(ReadOnlySpan<byte> json, string text) =>
        json.Length == text.Length + 2 && System.Text.Ascii.Equals(json[1..^1], text);

    private static void Set(List<KeyValuePair<string, string>> facts, string name, string value)
    {
        for (int i = 0; i < facts.Count; i++)
        {
            if (facts[i].Key == name)
            {
                facts[i] = new(name, value);
                return;
            }
        }

        facts.Add(new(name, value));
    }
}
