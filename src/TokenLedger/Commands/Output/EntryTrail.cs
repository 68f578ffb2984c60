using System.Globalization;
using System.Text;
using TokenLedger.Accounting;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Merkle;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Output;

/// <summary>
/// Writes the entries a filter means. The projection only says which ones; what is written are the ledger's bytes,
/// and entries it has not folded yet are found by reading on.
/// </summary>
internal sealed class EntryTrail(LedgerReports reports, EntryFilter filter)
{
    private const int TailBatch = 4096;

    public void Write(bool json, TextWriter output, CancellationToken cancellation)
    {
        List<long> sequences = Find(cancellation);
        if (json)
        {
            WriteJson(sequences, output, cancellation);
            return;
        }

        Table(sequences, cancellation).WriteTo(output);
        output.WriteLine(
            sequences.Count == 0
                ? "No entries match; drop a filter or look further back."
                : $"{Counted.Of(sequences.Count, "entry", "entries")} of {reports.Reader.Head.Size:N0}; each in full with --json."
        );
    }

    /// <summary>Writes changes with who made them, what was before and what is now.</summary>
    public void WriteChanges(bool json, bool whole, TextWriter output, CancellationToken cancellation)
    {
        List<long> sequences = Find(cancellation);
        if (json)
        {
            WriteJson(sequences, output, cancellation);
            return;
        }

        ChangeTrail.Write(sequences.Select(Read), whole, output);
    }

    private void WriteJson(List<long> sequences, TextWriter output, CancellationToken cancellation)
    {
        foreach (long sequence in sequences)
        {
            cancellation.ThrowIfCancellationRequested();
            output.WriteLine(JsonLine(Read(sequence)));
        }
    }

    /// <summary>The stored object with two members in front; its own bytes are not touched.</summary>
    internal static string JsonLine(StoredEntry stored)
    {
        string leaf = Convert.ToHexStringLower(LeafHash.Of(stored.Bytes.Span));
        string sequence = stored.Sequence.ToString(CultureInfo.InvariantCulture);
        string head = $"{{\"sequence\":{sequence},\"leaf_hash\":\"{leaf}\"";
        return IsObject(stored.Bytes.Span)
            ? head + "," + Encoding.UTF8.GetString(stored.Bytes.Span[1..])
            : head + $",\"unreadable\":\"{Convert.ToBase64String(stored.Bytes.Span)}\"}}";
    }

    private static bool IsObject(ReadOnlySpan<byte> bytes)
    {
        try
        {
            System.Text.Json.Utf8JsonReader json = new(bytes);
            return json.Read()
                && json.TokenType == System.Text.Json.JsonTokenType.StartObject
                && json.TrySkip()
                && bytes is [(byte)'{', (byte)'"', ..];
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private List<long> Find(CancellationToken cancellation)
    {
        (IReadOnlyList<long> known, long folded) = reports.Views.Find(filter);
        List<long> found = [.. known];
        for (long from = folded; from < reports.Reader.Head.Size; )
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<StoredEntry> batch = reports.Reader.Read(from, TailBatch);
            found.AddRange(batch.Where(Matches).Select(entry => entry.Sequence));
            from = batch[^1].Sequence + 1;
        }

        return found.Count <= filter.Limit ? found : found[^filter.Limit..];
    }

    private bool Matches(StoredEntry stored)
    {
        try
        {
            return filter.Matches(EntryReader.Parse(stored.Bytes.Span));
        }
        catch (FormatException)
        {
            return filter.MeansAllKinds;
        }
    }

    private Table Table(List<long> sequences, CancellationToken cancellation)
    {
        Table table = new(">ENTRY", "RECORDED (UTC)", "KIND", "CALL", "MODEL", "AGENT", "OUTCOME", ">COST (USD)")
        {
            MostText = 23,
        };
        foreach (long sequence in sequences)
        {
            cancellation.ThrowIfCancellationRequested();
            table.Add(Cells(Read(sequence)));
        }

        return table;
    }

    private static string[] Cells(StoredEntry stored)
    {
        try
        {
            return Cells(stored.Sequence, EntryReader.Parse(stored.Bytes.Span));
        }
        catch (FormatException)
        {
            return [stored.Sequence.ToString(CultureInfo.InvariantCulture), "", "unreadable", "", "", "", "", ""];
        }
    }

    private static string[] Cells(long sequence, Entry entry) =>
        [
            sequence.ToString(CultureInfo.InvariantCulture),
            entry.RecordedAt.UtcDateTime.ToString("MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
            EntryKinds.Name(entry.Kind),
            entry.Call is { } call ? "…" + call.ToString("N")[^12..] : "",
            entry.ModelServed ?? entry.ModelRequested ?? entry.Subject ?? "",
            entry.Attribution.Agent ?? "",
            entry.Outcome ?? entry.Reason ?? "",
            Cost(entry),
        ];

    private static string Cost(Entry entry) =>
        entry switch
        {
            { Kind: EntryKind.Authorization, Hold: { } hold } => $"hold {hold.Amount?.ToString() ?? "unpriced"}",
            { Cost: { } cost } => cost + Estimated(entry),
            { KnownCost: { } known } => $"{known} + unpriced",
            _ => "",
        };

    /// <summary>Marks a cost that rests on estimates, with the widest error of its lines.</summary>
    private static string Estimated(Entry entry) =>
        entry.EstimatedCost is null ? ""
        : entry.Lines.Max(line => line.ErrorPercent) is { } error ? $" est ±{error} %"
        : " est";

    private StoredEntry Read(long sequence) => reports.Reader.Read(sequence, 1)[0];
}
