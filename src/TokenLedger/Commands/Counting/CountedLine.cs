using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Tokens;

namespace TokenLedger.Commands.Counting;

/// <summary>The count of one line {id, encoding or model, text, ids?}.</summary>
/// <param name="Id">The line's id as it stands; undefined when it has none.</param>
/// <param name="Counter">What was counted with.</param>
/// <param name="Count">Tokens, estimated when the tokenizer is closed.</param>
/// <param name="Ids">The ids; null when they were not asked for.</param>
internal sealed record CountedLine(JsonElement Id, TokenCounter Counter, TokenEstimate Count, IReadOnlyList<int>? Ids)
{
    /// <summary>Counts a line.</summary>
    /// <exception cref="FormatException">What is wrong with it.</exception>
    public static CountedLine Read(JsonElement line, TokenChoice fallback, bool withIds)
    {
        if (line.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("it is no JSON object");
        }

        string? encoding = Text(line, "encoding");
        string? model = Text(line, "model");
        string? problem = null;
        TokenChoice? choice =
            encoding is null && model is null ? fallback : TokenChoice.TryRead(encoding, model, out problem);
        if (choice is null)
        {
            throw new FormatException(char.ToLowerInvariant(problem![0]) + problem[1..].TrimEnd('.'));
        }

        string text = Text(line, "text") ?? throw new FormatException("it has no \"text\"");
        bool ids =
            withIds || (line.TryGetProperty("ids", out JsonElement asked) && asked.ValueKind is JsonValueKind.True);
        line.TryGetProperty("id", out JsonElement id);
        TokenCounter counter = choice.Counter;
        TextMix mix = default;
        mix.Add(text);
        if (!ids)
        {
            return new(id, counter, counter.Estimate(counter.Encoding.Count(text), mix), null);
        }

        IReadOnlyList<int> all = counter.Encoding.Ids(text);
        return new(id, counter, counter.Estimate(all.Count, mix), all);
    }

    /// <summary>Writes {id, count, ids?}; an estimate says so.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (Id.ValueKind != JsonValueKind.Undefined)
        {
            writer.WritePropertyName("id");
            Id.WriteTo(writer);
        }

        CountedJson.Write(writer, Counter, Count);
        if (Ids is not null)
        {
            writer.WriteStartArray("ids");
            foreach (int id in Ids)
            {
                writer.WriteNumberValue(id);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static string? Text(JsonElement line, string name)
    {
        if (!line.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String
            ? EscapedText.Plain(value.GetRawText()[1..^1])
            : throw new FormatException($"its \"{name}\" is no text");
    }
}
