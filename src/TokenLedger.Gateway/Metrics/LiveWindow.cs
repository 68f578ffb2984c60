using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Metrics;

/// <summary>What a while came to.</summary>
internal sealed record LiveSum
{
    /// <summary>Requests to providers that ended.</summary>
    public long Requests { get; set; }

    /// <summary>Those of them that were not served whole, callers who left not counted.</summary>
    public long Failed { get; set; }

    /// <summary>Tokens of all kinds.</summary>
    public decimal Tokens { get; set; }

    /// <summary>Settled cost.</summary>
    public Usd Cost { get; set; } = Usd.Zero;

    /// <summary>Adds another while.</summary>
    public void Add(LiveSum other)
    {
        Requests += other.Requests;
        Failed += other.Failed;
        Tokens += other.Tokens;
        Cost += other.Cost;
    }
}

/// <summary>
/// The last minute of the ledger, second by second: what goes on now. What it keeps is bounded by the seconds and by the
/// names of one second. Safe for several threads.
/// </summary>
internal sealed class LiveWindow(TimeProvider time)
{
    /// <summary>Seconds that are kept, the present one included.</summary>
    public const int Seconds = 60;

    /// <summary>Most models, and most rules that refuse, of one second; further ones are counted together.</summary>
    public const int MostNames = 100;

    private readonly Second[] _seconds = [.. Enumerable.Range(0, Seconds).Select(static _ => new Second())];
    private readonly Lock _gate = new();

    /// <summary>Takes entries, each in the second it was recorded in.</summary>
    public void Take(IReadOnlyList<Entry> entries)
    {
        lock (_gate)
        {
            foreach (Entry entry in entries)
            {
                Take(entry);
            }
        }
    }

    /// <summary>The last minute.</summary>
    public LiveMinute Read()
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        LiveMinute minute = new();
        lock (_gate)
        {
            for (long at = now - Seconds + 1; at <= now; at++)
            {
                Second second = _seconds[at % Seconds];
                minute.Add(second.At == at ? second : new Second());
            }
        }

        return minute;
    }

    private void Take(Entry entry)
    {
        long at = entry.RecordedAt.ToUnixTimeSeconds();
        Second second = _seconds[at % Seconds];
        if (second.At != at)
        {
            _seconds[at % Seconds] = second = new Second { At = at };
        }

        if (entry.Kind == EntryKind.Rejection)
        {
            (string, string) rule = Named(second.Refused, (entry.Outcome ?? "", entry.Subject ?? ""));
            second.Refused[rule] = second.Refused.GetValueOrDefault(rule) + (entry.Repeats ?? 1);
        }
        else if (entry.Kind is EntryKind.Settlement or EntryKind.Void or EntryKind.Import)
        {
            LiveSum sum = SumOf(entry);
            (string, string) model = (entry.Provider ?? "", entry.ModelServed ?? entry.ModelRequested ?? "");
            model = Named(second.Models, model);
            if (!second.Models.TryGetValue(model, out LiveSum? known))
            {
                second.Models[model] = known = new LiveSum();
            }

            known.Add(sum);
            second.All.Add(sum);
        }
    }

    private static LiveSum SumOf(Entry entry) =>
        new()
        {
            Requests = 1,
            Failed = entry.Outcome is "served" or "client_gone" ? 0 : 1,
            Cost = entry.KnownCost ?? entry.Cost ?? Usd.Zero,
            Tokens = entry.Lines.Where(IsTokens).Sum(static line => line.Quantity),
        };

    private static bool IsTokens(LineItem line) => line.Meter.StartsWith("tokens.", StringComparison.Ordinal);

    private static (string, string) Named<T>(Dictionary<(string, string), T> known, (string, string) name) =>
        known.ContainsKey(name) || known.Count < MostNames ? name : (LabelBook.Other, LabelBook.Other);

    /// <summary>One second.</summary>
    internal sealed class Second
    {
        public long At { get; init; } = -1;

        public LiveSum All { get; } = new();

        public Dictionary<(string Provider, string Model), LiveSum> Models { get; } = [];

        public Dictionary<(string Reason, string Rule), long> Refused { get; } = [];
    }
}

/// <summary>A minute of the ledger.</summary>
internal sealed class LiveMinute
{
    /// <summary>All of it.</summary>
    public LiveSum All { get; } = new();

    /// <summary>Its cost by second, the oldest first.</summary>
    public List<Usd> CostBySecond { get; } = [];

    /// <summary>By provider and model.</summary>
    public Dictionary<(string Provider, string Model), LiveSum> Models { get; } = [];

    /// <summary>Refused calls by reason and rule.</summary>
    public Dictionary<(string Reason, string Rule), long> Refused { get; } = [];

    /// <summary>Adds a second.</summary>
    public void Add(LiveWindow.Second second)
    {
        All.Add(second.All);
        CostBySecond.Add(second.All.Cost);
        foreach (((string, string) name, LiveSum sum) in second.Models)
        {
            if (!Models.TryGetValue(name, out LiveSum? known))
            {
                Models[name] = known = new LiveSum();
            }

            known.Add(sum);
        }

        foreach (((string, string) rule, long calls) in second.Refused)
        {
            Refused[rule] = Refused.GetValueOrDefault(rule) + calls;
        }
    }
}
