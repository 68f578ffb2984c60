using System.Globalization;
using System.Text;
using System.Text.Json;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Dashboard.Pages.Entries;

/// <summary>One entry as it lies in the ledger, with the proof that it does; ?verify=1 checks it step by step.</summary>
internal static class EntryPage
{
    /// <summary>Longest entry shown whole: 24 KiB. Of a longer one the API has the rest.</summary>
    private const int LongestShown = 24 * 1024;

    private static readonly JsonSerializerOptions s_indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // the page encodes it as text
    };

    public static DashboardPage Definition { get; } = new("/entries/{sequence}", "Entry", ReadAsync);

    private static async ValueTask<PageAnswer> ReadAsync(PageRequest request, CancellationToken cancellation)
    {
        string asked = request.Parts["sequence"];
        if (!long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence))
        {
            return PageAnswer.Invalid($"'{Elements.Show.Cut(asked)}' is not the number of an entry.");
        }

        IReadOnlyList<StoredEntry> found =
            sequence < request.Side.Ledger.Head.Size
                ? await request.Side.Ledger.ReadAsync(sequence, 1, cancellation).ConfigureAwait(false)
                : [];
        Entry? entry = found.Count == 1 ? TryParse(found[0]) : null;
        if (found.Count == 0 || !(entry is null ? request.Scope.IsEverything : request.Scope.Sees(entry)))
        {
            return PageAnswer.Missing(
                $"The ledger has no entry {sequence.ToString("N0", CultureInfo.InvariantCulture)}."
            );
        }

        EntryProof proof = await ProofCheck
            .RunAsync(found[0], request.Side.Ledger, request.Side.Verifier, request.Word("verify") == "1", cancellation)
            .ConfigureAwait(false);
        EntryModel model = new(sequence, entry, Json(found[0]), found[0].Bytes.Length, proof);
        return PageAnswer.Show<EntryView, EntryModel>(model) with
        {
            Title = "Entry " + sequence.ToString("N0", CultureInfo.InvariantCulture),
            Lead = entry is null
                ? "It cannot be read."
                : EntryWords.Kind(entry) + ", recorded " + Elements.Show.Instant(entry.RecordedAt) + " UTC",
        };
    }

    private static Entry? TryParse(StoredEntry stored)
    {
        try
        {
            return EntryReader.Parse(stored.Bytes.Span);
        }
        catch (FormatException)
        {
            return null; // it is shown as it is
        }
    }

    private static string Json(StoredEntry stored)
    {
        if (stored.Bytes.Length > LongestShown)
        {
            return Encoding.UTF8.GetString(stored.Bytes.Span[..LongestShown]) + "…";
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(stored.Bytes);
            return JsonSerializer.Serialize(document.RootElement, s_indented);
        }
        catch (JsonException)
        {
            return Convert.ToBase64String(stored.Bytes.Span);
        }
    }
}

/// <summary>What the page shows.</summary>
/// <param name="Sequence">Its position.</param>
/// <param name="Entry">The entry; null when this program cannot read it.</param>
/// <param name="Json">Its bytes as JSON, indented.</param>
/// <param name="Length">Bytes as stored.</param>
/// <param name="Proof">Where it is in the tree.</param>
public sealed record EntryModel(long Sequence, Entry? Entry, string Json, int Length, EntryProof Proof);
