using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting.Reconciliation;

namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>A bucket of a provider's page and its results.</summary>
internal readonly record struct PageBucket(ExportBucket Bucket, JsonNode Node, IReadOnlyList<JsonNode> Results);

/// <summary>
/// Reads pages as OpenAI and Anthropic give them: <c>{data: [bucket], has_more, next_page}</c>, one or several in a file
/// (one after the other, or in a list), a bare list of buckets, or one bucket.
/// </summary>
internal static class BucketPages
{
    public static List<PageBucket> Read(ExportFile file, LineBuffer to)
    {
        List<PageBucket> buckets = [];
        foreach (JsonNode value in JsonNode.ReadAll(file))
        {
            Add(value, buckets, to);
        }

        return buckets;
    }

    private static void Add(JsonNode value, List<PageBucket> buckets, LineBuffer to)
    {
        if (value.Value.ValueKind == JsonValueKind.Array)
        {
            int i = 0;
            foreach (JsonElement item in value.Value.EnumerateArray())
            {
                Add(new(item, $"{value.Place}: [{i++}]"), buckets, to);
            }
        }
        else if (value["results"] is not null)
        {
            buckets.Add(Bucket(value));
        }
        else if (value["data"] is not null)
        {
            int before = buckets.Count;
            buckets.AddRange(value.List("data").Select(Bucket));
            NoteMore(value, buckets.Count > before ? buckets[^1].Bucket : null, to);
        }
        else
        {
            throw value.Wrong(
                value["error"] is null
                    ? "is no page of usage or costs: it has neither 'data' nor 'results'"
                    : "is an error of the provider's, not a page of usage or costs"
            );
        }
    }

    private static void NoteMore(JsonNode page, ExportBucket? last, LineBuffer to)
    {
        if (page["has_more"] is { Value.ValueKind: JsonValueKind.True } && last is not null)
        {
            to.MoreAfter.Add((page.Place, last.To));
        }
    }

    private static PageBucket Bucket(JsonNode node)
    {
        DateTimeOffset from = Instant(node, "start_time", "starting_at");
        DateTimeOffset to = Instant(node, "end_time", "ending_at");
        if (to <= from || to - from > TimeSpan.FromHours(28))
        {
            throw node.Wrong("must be a bucket of a minute, an hour or a day; ask for bucket_width=1d or less");
        }

        return new(new(DateOnly.FromDateTime(from.UtcDateTime), from, to), node, [.. node.List("results")]);
    }

    /// <summary>Unix seconds, as OpenAI writes them, or an instant of RFC 3339, as Anthropic does.</summary>
    private static DateTimeOffset Instant(JsonNode node, string unix, string written)
    {
        if (node.Number(unix) is { } seconds)
        {
            return seconds is >= 0 and < 253_402_300_800m && decimal.IsInteger(seconds)
                ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
                : throw node[unix]!.Value.Wrong("must be whole seconds since 1970");
        }

        string text = node.Text(written) ?? throw node.Wrong($"has neither '{unix}' nor '{written}'");
        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset instant
        )
            ? instant
            : throw node[written]!.Value.Wrong("must be an instant such as 2026-11-02T00:00:00Z");
    }
}
