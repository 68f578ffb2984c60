using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>
/// A ledger as a list of what it says of each call, read entry by entry with nothing but lists and loops: what the figures
/// of every report must equal when they are summed by hand.
/// </summary>
public sealed class PlainBook
{
    private readonly List<PlainCall> _calls = [];
    private readonly List<Entry> _outcomes = [];

    public PlainBook(MemoryLedger ledger)
    {
        Dictionary<Guid, PlainCall> byEntry = [];
        foreach (StoredEntry stored in ledger.Read(0, int.MaxValue))
        {
            Entry entry = EntryReader.Parse(stored.Bytes.Span);
            if (entry.Kind == EntryKind.Outcome)
            {
                _outcomes.Add(entry);
                continue;
            }

            if (entry.IsTopUp)
            {
                byEntry[entry.CausedBy!.Value].ToppedUp += entry.Hold!.Amount!.Value;
                continue;
            }

            Guid? about = entry.Settles ?? entry.Corrects;
            if (about is not { } id || !byEntry.TryGetValue(id, out PlainCall? call))
            {
                _calls.Add(call = new PlainCall { First = entry });
            }

            byEntry[entry.Id] = call;
            if (entry.Kind == EntryKind.Adjustment)
            {
                call.Adjustments.Add(entry);
            }
            else
            {
                call.Last = entry;
                call.EndedBy = stored.Sequence;
            }
        }
    }

    /// <summary>The calls that a question is about.</summary>
    public IEnumerable<PlainCall> Of(Slice slice) =>
        _calls.Where(call =>
            (!slice.AsBooked || call.Last is not null)
            && IsIn(slice.Window, slice.AsBooked ? call.BookedAt : call.First.OccurredAt)
        );

    /// <summary>The business outcomes that a question is about.</summary>
    public IEnumerable<Entry> OutcomesOf(Slice slice) =>
        _outcomes.Where(one => IsIn(slice.Window, slice.AsBooked ? one.RecordedAt : one.OccurredAt));

    private static bool IsIn(Window window, DateTimeOffset at) =>
        (window.From is null || at >= window.From) && (window.To is null || at < window.To);
}

/// <summary>One call, or an amount that belongs to none.</summary>
public sealed class PlainCall
{
    public required Entry First { get; init; }

    /// <summary>The last entry that is no adjustment; null when there are only adjustments.</summary>
    public Entry? Last { get; set; }

    /// <summary>Where <see cref="Last"/> lies.</summary>
    public long EndedBy { get; set; }

    public List<Entry> Adjustments { get; } = [];

    /// <summary>What its hold was raised by.</summary>
    public Usd ToppedUp { get; set; }

    public DateTimeOffset BookedAt => (Last ?? First).RecordedAt;

    public bool HasEnded => Last?.Kind is EntryKind.Settlement or EntryKind.Void;

    public bool IsOpen => Last?.Kind is EntryKind.Authorization;

    public long Rejected => Last?.Kind == EntryKind.Rejection ? Last.Repeats ?? 1 : 0;

    public bool HasFailed => HasEnded && Last!.Outcome is not ("served" or "client_gone" or "metadata");

    public Attribution Who => First.Attribution;

    public string? Provider => First.Provider;

    public string? Model => Last?.ModelServed ?? First.ModelRequested;

    public string? Team => Who.Tags.Where(tag => tag.Key == "team").Select(tag => tag.Value).SingleOrDefault();

    /// <summary>What has effect on sums: the end, and as corrected every adjustment.</summary>
    public IEnumerable<Entry> Effects(bool booked) =>
        (HasEnded ? [Last!] : Enumerable.Empty<Entry>()).Concat(booked ? [] : Adjustments);

    public Usd Known(bool booked) => Sum(booked, _ => true);

    public Usd Of(Provenance provenance, bool booked) => Sum(booked, line => line.Provenance == provenance);

    public long Tokens(string prefix, bool booked, string but = "-") =>
        (long)
            Effects(booked)
                .SelectMany(entry => entry.Lines)
                .Where(line => line.Meter.StartsWith(prefix, StringComparison.Ordinal))
                .Where(line => !line.Meter.StartsWith(but, StringComparison.Ordinal))
                .Sum(line => line.Quantity);

    public bool IsUnpriced(bool booked)
    {
        bool unpriced = false;
        foreach (Entry entry in Effects(booked))
        {
            unpriced = entry.Priced is { } priced ? !priced : unpriced || (entry.Lines.Count > 0 && entry.Cost is null);
        }

        return unpriced;
    }

    private Usd Sum(bool booked, Func<LineItem, bool> which) =>
        Effects(booked)
            .SelectMany(entry => entry.Lines)
            .Where(which)
            .Aggregate(Usd.Zero, (sum, line) => sum + (line.Amount ?? Usd.Zero));

    /// <summary>The figures of calls, summed by hand.</summary>
    public static CostFigures Figures(IEnumerable<PlainCall> calls, bool booked)
    {
        CostFigures sum = CostFigures.None;
        foreach (PlainCall call in calls)
        {
            sum += new CostFigures
            {
                Calls = call.HasEnded ? 1 : 0,
                Voided = call.Last?.Kind == EntryKind.Void ? 1 : 0,
                Failed = call.HasFailed ? 1 : 0,
                Rejected = call.Rejected,
                Tokens = new(
                    call.Tokens("tokens.input", booked),
                    call.Tokens("tokens.cache_read", booked),
                    call.Tokens("tokens.cache_write", booked),
                    call.Tokens("tokens.output", booked, but: "tokens.output.reasoning"),
                    call.Tokens("tokens.output.reasoning", booked)
                ),
                Known = call.Known(booked),
                Counted = call.Of(Provenance.Counted, booked),
                Estimated = call.Of(Provenance.Estimated, booked),
                Unpriced = call.IsUnpriced(booked) ? 1 : 0,
                Adjustments = booked && call.Last is null ? 0 : call.Adjustments.Count,
                Adjusted = call.Adjustments.Aggregate(Usd.Zero, (all, entry) => all + entry.Cost!.Value),
            };
        }

        return sum;
    }
}
