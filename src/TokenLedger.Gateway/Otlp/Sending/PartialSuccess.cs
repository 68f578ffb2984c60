using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TokenLedger.Gateway.Otlp.Sending;

/// <summary>
/// Reads the answer to an export: its only field is partial_success, with how many spans or data points were rejected and
/// why. An answer that cannot be read rejects nothing: the status has said that the request was taken.
/// </summary>
/// <seealso href="https://opentelemetry.io/docs/specs/otlp/#partial-success"/>
internal static class PartialSuccess
{
    /// <summary>Longest answer that is read: 64 KiB.</summary>
    public const int MostBytes = 64 * 1024;

    private const int MostCharacters = 200;

    /// <summary>Reads an answer.</summary>
    /// <param name="body">All of it.</param>
    /// <param name="isJson">Whether it is JSON; protobuf otherwise.</param>
    public static OtlpResult Read(ReadOnlySpan<byte> body, bool isJson)
    {
        try
        {
            return isJson ? OfJson(body) : OfProtobuf(body);
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException)
        {
            return default;
        }
    }

    /// <summary>A receiver's words, as they may stand in a log; null for none.</summary>
    public static string? Printable(string? words)
    {
        if (string.IsNullOrWhiteSpace(words))
        {
            return null;
        }

        string some = words.Length > MostCharacters ? words[..MostCharacters] : words;
        return string.Create(
            some.Length,
            some,
            static (to, from) =>
            {
                for (int i = 0; i < to.Length; i++)
                {
                    to[i] = char.IsControl(from[i]) ? ' ' : from[i];
                }
            }
        );
    }

    private static OtlpResult OfJson(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader reader = new(body);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        if (!document.RootElement.TryGetProperty("partialSuccess", out JsonElement partial))
        {
            return default;
        }

        return Result(
            Count(partial, "rejectedSpans") + Count(partial, "rejectedDataPoints"),
            partial.TryGetProperty("errorMessage", out JsonElement words) ? words.GetString() : null
        );
    }

    /// <summary>A number, or the text of one, as protobuf's JSON has 64 bits.</summary>
    private static long Count(JsonElement partial, string name) =>
        !partial.TryGetProperty(name, out JsonElement said) ? 0
        : said.ValueKind == JsonValueKind.String ? long.Parse(said.GetString()!, CultureInfo.InvariantCulture)
        : said.GetInt64();

    private static OtlpResult OfProtobuf(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> partial = default;
        while (!body.IsEmpty)
        {
            ProtobufField field = ProtobufField.Take(ref body);
            partial = field.Number == 1 ? field.Bytes : partial;
        }

        long rejected = 0;
        string? words = null;
        while (!partial.IsEmpty)
        {
            ProtobufField field = ProtobufField.Take(ref partial);
            rejected = field.Number == 1 ? (long)field.Value : rejected;
            words = field.Number == 2 ? Encoding.UTF8.GetString(field.Bytes) : words;
        }

        return Result(rejected, words);
    }

    private static OtlpResult Result(long rejected, string? words) =>
        new(null) { Rejected = Math.Max(0, rejected), Words = Printable(words) };
}
