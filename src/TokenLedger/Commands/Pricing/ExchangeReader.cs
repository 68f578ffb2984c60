using System.Globalization;
using System.Text;
using System.Text.Json;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Commands.Pricing;

/// <summary>An exchange, or one sentence that says why there is none.</summary>
/// <param name="Exchange">The exchange; null when there is a problem.</param>
/// <param name="Problem">What is wrong, null when nothing is.</param>
public sealed record ExchangeResult(Exchange? Exchange, string? Problem);

/// <summary>Reads a recorded exchange from one JSON file, or from a request's and a response's bytes.</summary>
public static class ExchangeReader
{
    private static readonly string[] PriceFacts = ["service_tier", "speed", "inference_geo"];

    /// <summary>Reads {provider, api, at, completed_at, request, response, rate}.</summary>
    /// <param name="name">The id when the file states none.</param>
    /// <param name="json">The file's bytes.</param>
    public static ExchangeResult Read(string name, ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Read(name, document.RootElement);
        }
        catch (JsonException e)
        {
            return new(null, NotJson("is", e));
        }
        catch (UnreadableExchange e)
        {
            return new(null, e.Message);
        }
    }

    /// <summary>Makes an exchange of a request body and a response as it came: a JSON body or an event stream.</summary>
    public static ExchangeResult FromBytes(
        string provider,
        string api,
        DateTimeOffset at,
        byte[] request,
        byte[] response,
        IReadOnlyList<KeyValuePair<string, string>> attributes
    )
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(request);
            JsonElement body = document.RootElement;
            if (body.ValueKind != JsonValueKind.Object)
            {
                return new(null, "the request is not a JSON object");
            }

            return new(
                new Exchange
                {
                    Id = "exchange",
                    Provider = provider,
                    Api = api,
                    At = at,
                    Model = Text(body, "model"),
                    Attributes = Asked(api, attributes, body),
                    RequestBody = request,
                    Response = ResponseContent.Of(response),
                },
                null
            );
        }
        catch (JsonException e)
        {
            return new(null, NotJson("the request is", e));
        }
    }

    /// <summary>Where the JSON ends to be JSON, as an editor counts: from 1.</summary>
    private static string NotJson(string what, JsonException e) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{what} not JSON: it goes wrong at line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}"
        );

    private static ExchangeResult Read(string name, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new UnreadableExchange("is not an exchange: it must be a JSON object");
        }

        JsonElement request = Required(root, "request", JsonValueKind.Object);
        JsonElement response = Required(root, "response", JsonValueKind.Object);
        bool hasBody = request.TryGetProperty("body", out JsonElement body) && body.ValueKind == JsonValueKind.Object;
        string provider = RequiredText(root, "provider");
        return new(
            new Exchange
            {
                Id = Text(root, "id") ?? name,
                Provider = provider,
                Api = RequiredText(root, "api"),
                At = Instant(RequiredText(root, "at"), "at"),
                CompletedAt = Text(root, "completed_at") is string completed
                    ? Instant(completed, "completed_at")
                    : null,
                Model = Text(request, "model") ?? (hasBody ? Text(body, "model") : null),
                Attributes = Asked(RequiredText(root, "api"), Attributes(request), hasBody ? body : default),
                RequestBody = hasBody ? Encoding.UTF8.GetBytes(body.GetRawText()) : default,
                Status = Status(response),
                Headers = Headers(response),
                Response = ResponseContent.Of(response),
                HasOwnRate = root.TryGetProperty("rate", out JsonElement rate),
                OwnRate = OwnRate(provider, rate),
            },
            null
        );
    }

    private static RateRow? OwnRate(string provider, JsonElement rate)
    {
        if (rate.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        (RateRow? row, IReadOnlyList<RateProblem> problems) = RateBook.ReadRow(
            provider,
            "rate",
            Encoding.UTF8.GetBytes(rate.GetRawText())
        );
        return row ?? throw new UnreadableExchange(string.Join("; ", problems));
    }

    private static List<KeyValuePair<string, string>> Attributes(JsonElement request)
    {
        List<KeyValuePair<string, string>> attributes = [];
        if (!request.TryGetProperty("attrs", out JsonElement attrs) || attrs.ValueKind == JsonValueKind.Null)
        {
            return attributes;
        }

        if (attrs.ValueKind != JsonValueKind.Object)
        {
            throw new UnreadableExchange("request.attrs must be an object");
        }

        foreach (JsonProperty attribute in attrs.EnumerateObject())
        {
            string value =
                attribute.Value.ValueKind == JsonValueKind.String
                    ? attribute.Value.GetString()!
                    : attribute.Value.GetRawText();
            attributes.Add(new(attribute.Name, value));
        }

        return attributes;
    }

    /// <summary>What the request's body asked for, unless the attributes say otherwise.</summary>
    private static List<KeyValuePair<string, string>> Asked(
        string api,
        IReadOnlyList<KeyValuePair<string, string>> attributes,
        JsonElement body
    )
    {
        List<KeyValuePair<string, string>> all = [.. attributes];
        if (body.ValueKind == JsonValueKind.Object)
        {
            foreach (string fact in PriceFacts)
            {
                if (Text(body, fact) is string value && !attributes.Any(attribute => attribute.Key == fact))
                {
                    all.Add(new(fact, value));
                }
            }

            RequestFact.Read(api, Encoding.UTF8.GetBytes(body.GetRawText()), all);
        }

        return all;
    }

    private static int Status(JsonElement response)
    {
        if (!response.TryGetProperty("status", out JsonElement status))
        {
            return 200;
        }

        return status.ValueKind == JsonValueKind.Number && status.TryGetInt32(out int code) && code is >= 100 and <= 599
            ? code
            : throw new UnreadableExchange("response.status must be an HTTP status");
    }

    private static Dictionary<string, string> Headers(JsonElement response)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        if (response.TryGetProperty("headers", out JsonElement kept) && kept.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty header in kept.EnumerateObject())
            {
                headers[header.Name] =
                    header.Value.ValueKind == JsonValueKind.String
                        ? header.Value.GetString()!
                        : header.Value.GetRawText();
            }
        }

        return headers;
    }

    private static JsonElement Required(JsonElement owner, string name, JsonValueKind kind) =>
        owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == kind
            ? value
            : throw new UnreadableExchange($"is not an exchange: \"{name}\" must be an object");

    private static string RequiredText(JsonElement owner, string name) =>
        Text(owner, name) ?? throw new UnreadableExchange($"is not an exchange: \"{name}\" must be a text");

    private static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static DateTimeOffset Instant(string text, string name) =>
        TryInstant(text, out DateTimeOffset instant)
            ? instant
            : throw new UnreadableExchange($"\"{name}\" must be an instant such as 2026-11-02T10:15:30Z");

    /// <summary>Reads an ISO 8601 instant; without an offset it is UTC.</summary>
    internal static bool TryInstant(string text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out instant
        );

    /// <summary>Leaves the reading of one file; never leaves this class.</summary>
    private sealed class UnreadableExchange(string message) : Exception(message);
}
