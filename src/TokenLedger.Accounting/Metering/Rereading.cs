using System.Text;

namespace TokenLedger.Accounting.Metering;

/// <summary>
/// Reads a usage object that was kept with an entry once more, with what the readers know now. The rest of the answer is
/// gone, so only token counts come of it: what is counted elsewhere in an answer (searches, pictures) is not in it.
/// </summary>
public static class Rereading
{
    /// <summary>The members under which the dialects carry their usage, beside the object itself.</summary>
    private static readonly string[] Places = ["usage", "usageMetadata", "meta"];

    /// <summary>The tokens the object states; null when it does not read as the whole usage of one answer.</summary>
    /// <param name="api">The dialect it came in.</param>
    /// <param name="rawUsage">The object as it came.</param>
    public static UsageReport? Read(string api, string rawUsage)
    {
        ArgumentNullException.ThrowIfNull(rawUsage);
        UsageReport? found = rawUsage.StartsWith('[')
            ? OfStream(api, rawUsage)
            : Places
                .Select(place => OfBody(api, $"{{\"{place}\":{rawUsage}}}"))
                .Append(OfBody(api, rawUsage))
                .FirstOrDefault(report => IsSame(report, rawUsage));
        return found is null ? null : found with { Quantities = [.. found.Quantities.Where(IsToken)] };
    }

    /// <summary>Whether a quantity is one that the usage object alone decides.</summary>
    public static bool IsToken(Quantity quantity) => quantity.Meter.StartsWith("tokens.", StringComparison.Ordinal);

    private static UsageReport? OfBody(string api, string body)
    {
        UsageReader? reader = UsageReaders.Create(api, new(null, false, []));
        reader?.ReadBody(200, Encoding.UTF8.GetBytes(body));
        return reader?.Report(ended: true);
    }

    /// <summary>Anthropic states the prompt at a stream's start and the rest at its end; both were kept as a list.</summary>
    private static UsageReport? OfStream(string api, string rawUsages)
    {
        if (api != "anthropic.messages" || Split(rawUsages) is not { Length: >= 2 } usages)
        {
            return null;
        }

        UsageReader reader = UsageReaders.Create(api, new(null, true, []))!;
        Event(reader, "message_start", $$"""{"type":"message_start","message":{"usage":{{usages[0]}} } }""");
        foreach (string usage in usages[1..])
        {
            Event(reader, "message_delta", $$"""{"type":"message_delta","usage":{{usage}} }""");
        }

        Event(reader, "message_stop", """{"type":"message_stop"}""");
        UsageReport report = reader.Report(ended: true);
        return IsSame(report, rawUsages) ? report : null;
    }

    private static string[]? Split(string rawUsages)
    {
        try
        {
            using var list = System.Text.Json.JsonDocument.Parse(rawUsages);
            return [.. list.RootElement.EnumerateArray().Select(usage => usage.GetRawText())];
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static void Event(UsageReader reader, string name, string data) =>
        reader.ReadEvent(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data));

    /// <summary>Whether the reader took the object, all of it and nothing else, for the whole usage.</summary>
    private static bool IsSame(UsageReport? report, string rawUsage) =>
        report is { Source: UsageSource.Provider } && report.RawUsage == rawUsage;
}
