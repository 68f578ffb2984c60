using System.Text.Json;

namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// Prompt tokens of tool definitions. OpenAI turns them into a text of its own; the counts around each part are those
/// its cookbook gives for GPT-4o, and nested schemas, of which it says nothing, are taken in the same way. Others read
/// them close to the JSON they came in, Claude behind a prompt of its own.
/// </summary>
internal static class ToolTokens
{
    private const int PerFunction = 7;
    private const int PerParameters = 3;
    private const int PerParameter = 3;
    private const int PerEnum = -3;
    private const int PerEnumValue = 3;
    private const int BehindAll = 12;
    private const int Error = 25;

    /// <summary>How a schema for the answer reaches the model is not published; its JSON is near.</summary>
    private const int SchemaError = 50;

    /// <summary>Claude's own prompt for tools: 346 with the current models, less when a tool is forced.</summary>
    private const int ClaudePrompt = 346;

    /// <summary>The tokens of a value that lists tools or functions, or of the schema of an answer.</summary>
    public static TokenEstimate Of(string provider, TokenCounter counter, ReadOnlySpan<byte> json)
    {
        if (provider != "openai" && provider != "azure")
        {
            long prompt = provider == "anthropic" ? ClaudePrompt : 0;
            TextMix mix = default;
            mix.Add(json);
            TokenEstimate written = counter.Estimate(counter.Encoding.Count(json), mix);
            return TokenEstimate.Within(prompt + written.Tokens, Math.Max(Error, written.ErrorPercent));
        }

        try
        {
            Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = Json.JsonSkimmer.MaxDepth });
            using JsonDocument tools = JsonDocument.ParseValue(ref reader);
            return tools.RootElement.ValueKind == JsonValueKind.Array
                ? TokenEstimate.Within(Functions(counter, tools.RootElement), Error)
                : TokenEstimate.Within(counter.Encoding.Count(json), SchemaError);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return TokenEstimate.Within(counter.Encoding.Count(json), Error);
        }
    }

    private static long Functions(TokenCounter counter, JsonElement tools)
    {
        long tokens = tools.GetArrayLength() == 0 ? 0 : BehindAll;
        foreach (JsonElement tool in tools.EnumerateArray())
        {
            if (tool.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            JsonElement function = Member(tool, "function") ?? tool;
            tokens += PerFunction + counter.Encoding.Count($"{Text(function, "name")}:{Text(function, "description")}");
            if (Member(function, "parameters") is { } parameters)
            {
                tokens += Parameters(counter, parameters);
            }
        }

        return tokens;
    }

    private static long Parameters(TokenCounter counter, JsonElement schema)
    {
        if (Member(schema, "properties") is not { } properties)
        {
            return Member(schema, "items") is { } items ? Parameters(counter, items) : 0;
        }

        long tokens = PerParameters;
        foreach (JsonProperty property in properties.EnumerateObject())
        {
            JsonElement value = property.Value;
            tokens += PerParameter;
            tokens += counter.Encoding.Count($"{property.Name}:{Text(value, "type")}:{Text(value, "description")}");
            if (value.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            if (value.TryGetProperty("enum", out JsonElement choices) && choices.ValueKind == JsonValueKind.Array)
            {
                tokens += PerEnum;
                foreach (JsonElement choice in choices.EnumerateArray())
                {
                    tokens += PerEnumValue + counter.Encoding.Count(choice.ToString());
                }
            }

            tokens += Parameters(counter, value);
        }

        return tokens;
    }

    private static JsonElement? Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty(name, out JsonElement member)
        && member.ValueKind == JsonValueKind.Object
            ? member
            : null;

    /// <summary>A text without the full stop at its end, which is not sent on; empty when there is none.</summary>
    private static string Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty(name, out JsonElement member)
        && member.ValueKind == JsonValueKind.String
            ? Json.EscapedText.Plain(member.GetRawText()[1..^1]).TrimEnd('.')
            : "";
}
