using TokenLedger.Accounting.Money;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>
/// A cost report by model made from the ledger alone, with lists and loops: what the projection's figures must equal.
/// </summary>
public static class DirectFold
{
    /// <summary>One line of the report.</summary>
    public sealed record Row(
        string? Model,
        int Calls,
        long Input,
        Usd Known,
        Usd Estimated,
        int Unpriced,
        int Adjustments,
        Usd Adjusted
    );

    private sealed class Call
    {
        public required DateTimeOffset OccurredAt { get; init; }
        public required DateTimeOffset BookedAt { get; set; }
        public required string? Model { get; set; }
        public bool IsScope { get; init; }
        public bool HasEnded { get; set; }
        public List<Entry> Entries { get; } = [];
    }

    public static IReadOnlyList<Row> ByModel(MemoryLedger ledger, Window window, bool booked)
    {
        List<Row> rows = [];
        foreach (IGrouping<string?, Call> group in Calls(ledger).Where(IsMeant).GroupBy(call => call.Model))
        {
            List<Entry> all = [.. group.SelectMany(call => call.Entries)];
            List<Entry> adjustments = all.FindAll(entry => entry.Kind == EntryKind.Adjustment);
            List<Entry> counted = booked ? all.FindAll(entry => entry.Kind != EntryKind.Adjustment) : all;
            rows.Add(
                new(
                    group.Key,
                    group.Count(call => call.HasEnded),
                    counted.Sum(InputTokens),
                    Sum(counted, entry => entry.KnownCost),
                    Sum(counted, entry => entry.EstimatedCost),
                    group.Count(call => IsUnpriced(call, booked)),
                    adjustments.Count,
                    Sum(adjustments, entry => entry.KnownCost)
                )
            );
        }

        return [.. rows.OrderBy(row => row.Model, StringComparer.Ordinal)];

        bool IsMeant(Call call)
        {
            DateTimeOffset at = booked ? call.BookedAt : call.OccurredAt;
            return !(booked && call.IsScope)
                && (window.From is null || at >= window.From)
                && (window.To is null || at < window.To);
        }
    }

    private static List<Call> Calls(MemoryLedger ledger)
    {
        List<Call> calls = [];
        Dictionary<Guid, Call> byEntry = [];
        foreach (StoredEntry stored in ledger.Read(0, int.MaxValue))
        {
            Entry entry = EntryReader.Parse(stored.Bytes.Span);
            if (entry.Kind == EntryKind.Admin)
            {
                continue;
            }

            Guid? about = entry.Settles ?? entry.Corrects ?? entry.CausedBy;
            if (about is not { } id || !byEntry.TryGetValue(id, out Call? call))
            {
                call = new()
                {
                    OccurredAt = entry.OccurredAt,
                    BookedAt = entry.RecordedAt,
                    Model = entry.ModelRequested,
                    IsScope = entry.Kind == EntryKind.Adjustment,
                };
                calls.Add(call);
            }

            if (entry.Kind is EntryKind.Settlement or EntryKind.Void)
            {
                call.BookedAt = entry.RecordedAt;
                call.HasEnded = true;
            }

            call.Entries.Add(entry);
            byEntry[entry.Id] = call;
        }

        return calls;
    }

    private static bool IsUnpriced(Call call, bool booked)
    {
        bool unpriced = false;
        foreach (Entry entry in call.Entries)
        {
            bool says = entry.Priced is not null && (entry.Kind != EntryKind.Adjustment || !booked);
            unpriced = says ? entry.Priced == false : unpriced;
        }

        return unpriced;
    }

    private static long InputTokens(Entry entry) =>
        (long)entry.Lines.Where(line => line.Meter == "tokens.input").Sum(line => line.Quantity);

    private static Usd Sum(IEnumerable<Entry> entries, Func<Entry, Usd?> amount) =>
        entries.Aggregate(Usd.Zero, (sum, entry) => sum + (amount(entry) ?? Usd.Zero));
}
