using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TokenLedger.Gateway.Alerts.Channels;

/// <summary>
/// An alert as a CloudEvent 1.0 (https://github.com/cloudevents/spec): the whole event as JSON, or its attributes in
/// headers and the data in the body.
/// </summary>
internal static class CloudEvent
{
    private const string Schema = "urn:tokenledger:schema:alert:1";

    private static readonly MediaTypeHeaderValue s_structured = new("application/cloudevents+json")
    {
        CharSet = "UTF-8",
    };

    /// <summary>The whole event in the body.</summary>
    public static AlertPayload Structured(Alert alert, string source) =>
        new(
            s_structured,
            AlertPayload.Write(json =>
            {
                foreach ((string name, string value) in Attributes(alert, source))
                {
                    json.WriteString(name, value);
                }

                json.WriteStartObject("data");
                WriteData(json, alert);
                json.WriteEndObject();
            })
        );

    /// <summary>The attributes in headers.</summary>
    public static AlertPayload Binary(Alert alert, string source) =>
        new(AlertPayload.Json, AlertPayload.Write(json => WriteData(json, alert)))
        {
            Headers =
            [
                .. Attributes(alert, source)
                    .Where(attribute => attribute.Key != "datacontenttype")
                    .Select(attribute => KeyValuePair.Create("ce-" + attribute.Key, Encoded(attribute.Value))),
            ],
        };

    private static IEnumerable<KeyValuePair<string, string>> Attributes(Alert alert, string source)
    {
        yield return new("specversion", "1.0");
        yield return new("id", alert.Id.ToString("D"));
        yield return new("source", source);
        yield return new("type", alert.Type.CloudEventType);
        yield return new("subject", alert.Subject);
        yield return new("time", Instant(alert.At));
        yield return new("datacontenttype", "application/json");
        yield return new("dataschema", Schema);
        if (alert.Sequence is { } sequence)
        {
            yield return new("sequence", sequence.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void WriteData(Utf8JsonWriter json, Alert alert)
    {
        json.WriteString("alert", alert.Type.Name);
        json.WriteString("severity", alert.Severity.Name());
        json.WriteString("subject", alert.Subject);
        if (alert.Member.Length > 0)
        {
            json.WriteString("member", alert.Member);
        }

        if (alert.Tenant is { } tenant)
        {
            json.WriteString("tenant", tenant);
        }

        json.WriteString("message", alert.Message);
        json.WriteNumber("suppressed", alert.Suppressed);
        AlertPayload.WriteDetails(json, alert.Details);
    }

    private static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    /// <summary>
    /// A header's value (HTTP binding, 3.1.3.2): space, double quote, percent and all but printable ASCII are
    /// percent-encoded UTF-8, so that nothing can break out of it.
    /// </summary>
    private static string Encoded(string value)
    {
        StringBuilder text = new(value.Length);
        foreach (byte one in Encoding.UTF8.GetBytes(value))
        {
            if (one is > (byte)' ' and <= (byte)'~' and not (byte)'"' and not (byte)'%')
            {
                text.Append((char)one);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
            }
        }

        return text.ToString();
    }
}
