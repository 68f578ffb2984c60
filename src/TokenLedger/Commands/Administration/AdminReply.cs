using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TokenLedger.Commands.Administration;

/// <summary>What the API answered to a question that went well.</summary>
/// <param name="Status">200 to 299.</param>
/// <param name="ETag">The revision of the document, quoted; null when the answer has none.</param>
/// <param name="Body">The JSON, as it came; empty for 204.</param>
internal sealed record AdminReply(int Status, string? ETag, ReadOnlyMemory<byte> Body)
{
    /// <summary>The JSON as text, for --json.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The document.</summary>
    public T Read<T>(JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(Body.Span, type) ?? throw new CommandFailedException("The answer is empty.");

    /// <summary>The document, to be looked into.</summary>
    public JsonElement Json()
    {
        using JsonDocument document = JsonDocument.Parse(Body);
        return document.RootElement.Clone();
    }

    /// <summary>The message of an error, in either form the gateway has; null when the body is none.</summary>
    public static string? ErrorIn(ReadOnlyMemory<byte> body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.GetProperty("error").GetProperty("message").GetString();
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
