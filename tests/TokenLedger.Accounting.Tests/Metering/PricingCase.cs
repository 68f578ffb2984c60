using System.Text;
using System.Text.Json;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Accounting.Tests.Metering;

/// <summary>One recorded exchange with the bill it must have.</summary>
internal sealed class PricingCase(JsonElement root)
{
    public JsonElement Expect => root.GetProperty("expect");

    public string Provider => root.GetProperty("provider").GetString()!;

    public string Api => root.GetProperty("api").GetString()!;

    public string? Stream =>
        root.GetProperty("response").TryGetProperty("sse", out JsonElement sse) ? sse.GetString() : null;

    private JsonElement Request => root.GetProperty("request");

    public string? RequestedModel => Request.GetProperty("model").GetString();

    public ReadOnlyMemory<byte> RequestBody =>
        Request.TryGetProperty("body", out JsonElement body) ? Encoding.UTF8.GetBytes(body.GetRawText()) : default;

    public static PricingCase Load(string path) => new(JsonDocument.Parse(File.ReadAllBytes(path)).RootElement);

    public UsageReader NewReader()
    {
        List<KeyValuePair<string, string>> facts = [];
        if (Request.TryGetProperty("attrs", out JsonElement attrs))
        {
            facts.AddRange(
                attrs.EnumerateObject().Select(attr => KeyValuePair.Create(attr.Name, attr.Value.GetString()!))
            );
        }

        return UsageReaders.Create(Api, new(RequestedModel, Stream is not null, facts))!;
    }

    public UsageReader Read()
    {
        UsageReader reader = NewReader();
        JsonElement response = root.GetProperty("response");
        if (response.TryGetProperty("headers", out JsonElement headers))
        {
            reader.ReadHeaders(name => headers.TryGetProperty(name, out JsonElement value) ? value.GetString() : null);
        }

        if (Stream is string stream)
        {
            foreach ((string name, string data) in SseEvents.Of(stream))
            {
                reader.ReadEvent(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data));
            }
        }
        else if (response.TryGetProperty("ndjson", out JsonElement lines))
        {
            foreach (string line in lines.GetString()!.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                reader.ReadEvent(default, Encoding.UTF8.GetBytes(line));
            }
        }
        else if (response.TryGetProperty("events", out JsonElement events))
        {
            foreach (JsonElement item in events.EnumerateArray())
            {
                reader.ReadEvent(default, Encoding.UTF8.GetBytes(item.GetRawText()));
            }
        }
        else
        {
            string body = response.GetProperty("body").GetRawText();
            reader.ReadBody(response.GetProperty("status").GetInt32(), Encoding.UTF8.GetBytes(body));
        }

        return reader;
    }

    /// <summary>The bill at the row the case carries.</summary>
    public Bill Price(UsageReport usage)
    {
        JsonElement rate = root.GetProperty("rate");
        RateRow? row = null;
        if (rate.ValueKind != JsonValueKind.Null)
        {
            (row, IReadOnlyList<RateProblem> problems) = RateBook.ReadRow(
                Provider,
                "rate",
                Encoding.UTF8.GetBytes(rate.GetRawText())
            );
            Assert.Empty(problems);
        }

        return RateBook.Price(row, usage, Instant("at")!.Value, Instant("completed_at"));
    }

    /// <summary>The bill at the project's own rates.</summary>
    public Bill PriceByBook(UsageReport usage) =>
        RateBook.Embedded.Price(Provider, usage, RequestedModel, Instant("at")!.Value, Instant("completed_at"));

    private DateTimeOffset? Instant(string name) =>
        root.TryGetProperty(name, out JsonElement value) ? value.GetDateTimeOffset() : null;
}

/// <summary>The events of a stream's text; what no blank line closes is none.</summary>
internal static class SseEvents
{
    public static IEnumerable<(string Name, string Data)> Of(string text)
    {
        string[] frames = text.Split("\n\n");
        foreach (string frame in frames.SkipLast(1))
        {
            string[] lines = frame.Split('\n');
            string? name = lines.FirstOrDefault(line => line.StartsWith("event: ", StringComparison.Ordinal));
            string? data = lines.FirstOrDefault(line => line.StartsWith("data: ", StringComparison.Ordinal));
            if (data is not null)
            {
                yield return (name?["event: ".Length..] ?? "", data["data: ".Length..]);
            }
        }
    }
}
