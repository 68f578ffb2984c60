using TokenLedger.Accounting.Money;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>One attempt of a call with all entries about it, folded with lists and loops: what reports must equal.</summary>
public sealed class FoldedCall
{
    private static readonly string?[] _successes = [null, "served", "metadata"];

    /// <summary>The first entry about it.</summary>
    public required Entry Opened { get; init; }

    /// <summary>The entry that ended it; null while it is open.</summary>
    public Entry? Ended { get; private set; }

    /// <summary>Where <see cref="Ended"/> lies.</summary>
    public long Sequence { get; private set; }

    /// <summary>What corrects it.</summary>
    public List<Entry> Adjustments { get; } = [];

    public Attribution Who => Opened.Attribution;

    public DateTimeOffset OccurredAt => Opened.OccurredAt;

    /// <summary>An amount that belongs to no call.</summary>
    public bool IsScope => Opened.Kind == EntryKind.Adjustment;

    public bool IsOpen => Ended is null && !IsScope;

    public bool IsCall => Ended is not null && Ended.Kind != EntryKind.Rejection;

    public bool IsRefused => Ended?.Kind == EntryKind.Rejection;

    /// <summary>Whether it ended without the answer it was made for; a caller that leaves is no failure.</summary>
    public bool Failed => IsCall && !_successes.Contains(Ended!.Outcome) && Ended.Outcome != "client_gone";

    public Usd Booked => Ended?.KnownCost ?? Usd.Zero;

    public Usd Corrected => Adjustments.Aggregate(Booked, (sum, entry) => sum + (entry.KnownCost ?? Usd.Zero));

    public Usd Cost(bool booked) => booked ? Booked : Corrected;

    public long Tokens(bool booked) => TokensOf(Ended) + (booked ? 0 : Adjustments.Sum(TokensOf));

    /// <summary>When its answer ended.</summary>
    public DateTimeOffset EndedAt => OccurredAt.AddMilliseconds(Ended?.LatencyMs ?? 0);

    /// <summary>The calls and amounts of a ledger in the order of their first entries.</summary>
    public static List<FoldedCall> Of(MemoryLedger ledger)
    {
        List<FoldedCall> calls = [];
        Dictionary<Guid, FoldedCall> byEntry = [];
        foreach (StoredEntry stored in ledger.Read(0, int.MaxValue))
        {
            Entry entry = EntryReader.Parse(stored.Bytes.Span);
            if (entry.Kind is EntryKind.Admin or EntryKind.Outcome)
            {
                continue;
            }

            Guid? about = entry.Settles ?? entry.Corrects ?? entry.CausedBy;
            if (about is not { } id || !byEntry.TryGetValue(id, out FoldedCall? call))
            {
                call = new() { Opened = entry };
                calls.Add(call);
            }

            call.Take(stored.Sequence, entry);
            byEntry[entry.Id] = call;
        }

        return calls;
    }

    /// <summary>Those that a slice is about, on its basis.</summary>
    public static List<FoldedCall> Of(MemoryLedger ledger, Slice slice) => Of(ledger).FindAll(call => call.IsIn(slice));

    private bool IsIn(Slice slice)
    {
        DateTimeOffset at = slice.AsBooked ? (Ended ?? Opened).RecordedAt : OccurredAt;
        return !(slice.AsBooked && IsScope)
            && (slice.Window.From is null || at >= slice.Window.From)
            && (slice.Window.To is null || at < slice.Window.To);
    }

    private void Take(long sequence, Entry entry)
    {
        if (entry.Kind == EntryKind.Adjustment)
        {
            Adjustments.Add(entry);
        }
        else if (entry.Kind != EntryKind.Authorization)
        {
            (Ended, Sequence) = (entry, sequence);
        }
    }

    private static long TokensOf(Entry? entry) =>
        (long)(entry?.Lines.Where(line => line.Meter.StartsWith("tokens.")).Sum(line => line.Quantity) ?? 0);
}
