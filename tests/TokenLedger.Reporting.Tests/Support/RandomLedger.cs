using TokenLedger.Accounting.Money;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>A ledger of calls in all states, made from numbers.</summary>
public static class RandomLedger
{
    private static readonly string[] _models = ["gpt-5.6-sol", "claude-opus-5", "mini"];

    public static MemoryLedger From(int[] script)
    {
        MemoryLedger ledger = new();
        List<Entry> open = [];
        List<Entry> ended = [];
        foreach (int number in script)
        {
            Step(ledger, open, ended, number);
        }

        return ledger;
    }

    /// <summary>The sum over the ledger itself, read entry by entry.</summary>
    public static Usd KnownTotal(MemoryLedger ledger, bool adjusted)
    {
        Usd total = Usd.Zero;
        foreach (StoredEntry stored in ledger.Read(0, int.MaxValue))
        {
            Entry entry = EntryReader.Parse(stored.Bytes.Span);
            total += adjusted || entry.Kind != EntryKind.Adjustment ? entry.KnownCost ?? Usd.Zero : Usd.Zero;
        }

        return total;
    }

    private static void Step(MemoryLedger ledger, List<Entry> open, List<Entry> ended, int number)
    {
        string amount = new Usd((Int128)number * 999_983_000_017).ToString();
        Entry? target = open.Count == 0 ? null : open[number % open.Count];
        Entry? settled = ended.Count == 0 ? null : ended[number % ended.Count];
        switch (number % 6)
        {
            case 0 or 1:
                Add(
                    ledger,
                    open,
                    Samples.Authorization(
                        number % 2 == 0 ? "openai" : "groq",
                        _models[number % 3],
                        Who(number),
                        at: Samples.Began.AddSeconds(number % 60)
                    )
                );
                break;
            case 2 or 3 when target is not null:
                open.Remove(target);
                Add(
                    ledger,
                    ended,
                    Samples.Settlement(target, number % 5 == 0 ? null : amount, amount, number % 7 == 0 ? "0.1" : null)
                );
                break;
            case 4 when target is not null:
                open.Remove(target);
                ledger.Append(Samples.Void(target));
                break;
            case 5 when number % 5 == 0:
                ledger.Append(Credit(number));
                break;
            case 5 when settled is not null:
                Add(ledger, ended, Adjustment(settled, "-" + amount, number));
                break;
            default:
                ledger.Append(
                    new Entry
                    {
                        Kind = EntryKind.Admin,
                        Id = Guid.CreateVersion7(),
                        Reason = "rates.activated",
                    }
                );
                break;
        }
    }

    /// <summary>A correction of what was used and paid; it makes its call priced, or unpriced again, or neither.</summary>
    private static Entry Adjustment(Entry corrected, string amount, int number)
    {
        bool? priced =
            number % 4 == 0 ? true
            : number % 7 == 0 ? false
            : null;
        return Samples.Adjustment(corrected, amount, priced) with
        {
            Lines = [Samples.Line(Accounting.Metering.Meters.Input, -(number % 50), amount)],
        };
    }

    private static Entry Credit(int number) =>
        new()
        {
            Kind = EntryKind.Adjustment,
            Id = Guid.CreateVersion7(),
            OccurredAt = Samples.Began.AddSeconds(number % 60),
            Attribution = Who(number),
            Provider = "openai",
            ModelRequested = _models[number % 3],
            Lines = [Samples.Line("credit", 1, "-0.5")],
            Cost = Samples.Dollars("-0.5"),
            KnownCost = Samples.Dollars("-0.5"),
            Reason = "outage",
        };

    private static void Add(MemoryLedger ledger, List<Entry> to, Entry entry)
    {
        ledger.Append(entry);
        to.Add(entry);
    }

    private static Attribution Who(int number) =>
        new()
        {
            Agent = "agent-" + number % 4,
            Session = "session-" + number % 9,
            Tags = number % 3 == 0 ? [new("team", "t" + number % 2)] : [],
        };
}
