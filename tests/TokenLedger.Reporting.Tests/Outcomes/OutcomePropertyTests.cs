using TokenLedger.Accounting.Money;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Comparing;
using TokenLedger.Reporting.Queries.Outcomes;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Outcomes;

/// <summary>Whatever the history, outcomes cost what a plain fold of the ledger's entries says.</summary>
public sealed class OutcomePropertyTests
{
    [Fact]
    public void Outcomes_their_value_and_their_share_of_costs_equal_a_fold_of_the_entries() =>
        CallHistories.Check(
            (ledger, opened, slice) =>
            {
                MemoryLedger told = Tell(ledger);
                using LedgerViews views = new(told);
                Grouping feature = Grouping.Find("feature")!;
                OutcomesReport report = views.Views.Outcomes(
                    new()
                    {
                        Window = slice.Window,
                        AsBooked = slice.AsBooked,
                        By = [feature],
                        Limit = 1000,
                    }
                );
                List<(Entry Entry, Usd Share)> shares = Shares(told, slice);
                Assert.Equal(
                    shares
                        .GroupBy(one => (one.Entry.Name, one.Entry.Attribution.Feature))
                        .Select(group => Line(group.Key.Name!, group.Key.Feature, [.. group]))
                        .Order(StringComparer.Ordinal),
                    report.Rows.Select(Line).Order(StringComparer.Ordinal)
                );
                Assert.Equal(CostOfSessionsWithOutcomes(told, slice, shares), report.Total.Cost);
                OutcomesReport one = views.Views.Outcomes(
                    new()
                    {
                        Window = slice.Window,
                        AsBooked = slice.AsBooked,
                        Where = [new Filter(feature, "feature-1")],
                    }
                );
                Assert.Equal(
                    Sum(shares.Where(share => share.Entry.Attribution.Feature == "feature-1")),
                    one.Total.Cost
                );
            },
            most: 6
        );

    [Fact]
    public void Outcomes_of_compared_models_and_what_they_cost_equal_a_fold_of_the_entries() =>
        CallHistories.Check(
            (ledger, _, slice) =>
            {
                MemoryLedger told = Tell(ledger);
                using LedgerViews few = new(told);
                using LedgerViews many = new(told, new() { ManyGroups = 0 }); // of sessions and models
                foreach (
                    (LedgerViews views, string? name) in (
                        from views in (LedgerViews[])[few, many]
                        from name in (string?[])[null, "outcome-1"]
                        select (views, name)
                    )
                )
                {
                    CompareReport report = views.Views.Compare(
                        new()
                        {
                            Window = slice.Window,
                            AsBooked = slice.AsBooked,
                            Outcome = name,
                            Limit = CompareQuery.MostVariants,
                        }
                    );
                    Assert.Equal(
                        Compared(told, slice, name),
                        report.Variants.Where(one => one.Outcomes.Figures.Outcomes > 0).Select(Line).Order()
                    );
                }
            },
            most: 6
        );

    private static IEnumerable<string> Compared(MemoryLedger told, Slice slice, string? name)
    {
        List<FoldedCall> calls = FoldedCall.Of(told, slice);
        List<Entry> outcomes = Told(told, slice).FindAll(one => name is null || one.Name == name);
        HashSet<(string? Model, (string?, string?) Session)> served =
        [
            .. calls
                .Where(call => call.Ended?.Kind is EntryKind.Settlement or EntryKind.Import)
                .Select(call => (ModelOf(call), SessionOf(call.Opened))),
        ];
        return served
            .GroupBy(one => one.Model)
            .Select(model =>
            {
                HashSet<(string?, string?)> sessions = [.. model.Select(one => one.Session)];
                List<Entry> own = outcomes.FindAll(one => sessions.Contains(SessionOf(one)));
                Usd cost = calls
                    .Where(call => ModelOf(call) == model.Key && sessions.Contains(SessionOf(call.Opened)))
                    .Where(call => own.Exists(one => SessionOf(one) == SessionOf(call.Opened)))
                    .Aggregate(Usd.Zero, (sum, call) => sum + call.Cost(slice.AsBooked));
                int shared = own.Count(one => served.Count(other => other.Session == SessionOf(one)) > 1);
                int successes = own.Count(one => one.Success is true);
                return (own.Count, Line: string.Join(' ', model.Key, own.Count, successes, shared, cost));
            })
            .Where(model => model.Count > 0)
            .Select(model => model.Line)
            .Order();
    }

    private static string? ModelOf(FoldedCall call) =>
        (call.Ended ?? call.Opened).ModelServed ?? call.Opened.ModelRequested;

    private static string Line(Variant one) =>
        string.Join(
            ' ',
            one.Key,
            one.Outcomes.Figures.Outcomes,
            one.Outcomes.Figures.Successes,
            one.Outcomes.Shared,
            one.Outcomes.Figures.Cost
        );

    /// <summary>The same ledger with outcomes between its entries.</summary>
    private static MemoryLedger Tell(MemoryLedger ledger)
    {
        MemoryLedger told = new();
        foreach (StoredEntry stored in ledger.Read(0, int.MaxValue))
        {
            told.Append(EntryReader.Parse(stored.Bytes.Span));
            Random random = new((int)stored.Sequence + 7);
            if (random.Next(3) == 0)
            {
                told.Append(Outcome(random));
            }
        }

        return told;
    }

    private static Entry Outcome(Random random) =>
        new()
        {
            Kind = EntryKind.Outcome,
            Id = Guid.CreateVersion7(),
            OccurredAt = Samples.Began.AddSeconds(random.Next(7200)),
            Name = "outcome-" + random.Next(2),
            Success = random.Next(2) == 0,
            Value = random.Next(3) == 0 ? null : Samples.Dollars(random.Next(-3, 20) + ".5"),
            Attribution = new()
            {
                Tenant = random.Next(5) == 0 ? null : "tenant-" + random.Next(2),
                Session = "session-" + random.Next(5),
                Feature = random.Next(3) == 0 ? null : "feature-" + random.Next(2),
            },
        };

    /// <summary>The outcomes that a slice is about, on its basis.</summary>
    private static List<Entry> Told(MemoryLedger ledger, Slice slice)
    {
        List<Entry> outcomes = [];
        foreach (StoredEntry stored in ledger.Read(0, int.MaxValue))
        {
            Entry entry = EntryReader.Parse(stored.Bytes.Span);
            DateTimeOffset at = slice.AsBooked ? entry.RecordedAt : entry.OccurredAt;
            if (
                entry.Kind == EntryKind.Outcome
                && (slice.Window.From is null || at >= slice.Window.From)
                && (slice.Window.To is null || at < slice.Window.To)
            )
            {
                outcomes.Add(entry);
            }
        }

        return outcomes;
    }

    private static List<(Entry Entry, Usd Share)> Shares(MemoryLedger ledger, Slice slice)
    {
        List<(Entry, Usd)> shares = [];
        foreach (IGrouping<(string?, string?), Entry> session in Told(ledger, slice).GroupBy(SessionOf))
        {
            Int128 left = Cost(ledger, slice, session.Key).Pico;
            int count = session.Count();
            foreach (Entry outcome in session)
            {
                // The first ones have what is left over: each takes its part of what is left, rounded away from 0.
                Int128 part = (left + (Int128.Sign(left) * (count - 1))) / count;
                shares.Add((outcome, new Usd(part)));
                left -= part;
                count--;
            }
        }

        return shares;
    }

    private static (string?, string?) SessionOf(Entry entry) => (entry.Attribution.Tenant, entry.Attribution.Session);

    private static Usd Cost(MemoryLedger ledger, Slice slice, (string? Tenant, string? Session) session) =>
        FoldedCall
            .Of(ledger, slice)
            .Where(call => call.Who.Tenant == session.Tenant && call.Who.Session == session.Session)
            .Aggregate(Usd.Zero, (sum, call) => sum + call.Cost(slice.AsBooked));

    private static Usd CostOfSessionsWithOutcomes(
        MemoryLedger ledger,
        Slice slice,
        List<(Entry Entry, Usd Share)> shares
    ) =>
        shares
            .Select(share => SessionOf(share.Entry))
            .Distinct()
            .Aggregate(Usd.Zero, (sum, session) => sum + Cost(ledger, slice, session));

    private static Usd Sum(IEnumerable<(Entry Entry, Usd Share)> shares) =>
        shares.Aggregate(Usd.Zero, (sum, share) => sum + share.Share);

    private static string Line(string name, string? feature, List<(Entry Entry, Usd Share)> shares) =>
        string.Join(
            ' ',
            name,
            feature ?? "-",
            shares.Count,
            shares.Count(share => share.Entry.Success is true),
            Sum(shares),
            shares.Aggregate(Usd.Zero, (sum, share) => sum + (share.Entry.Value ?? Usd.Zero)),
            shares.Count(share => share.Entry.Value is not null)
        );

    private static string Line(OutcomeRow row) =>
        string.Join(
            ' ',
            row.Name,
            row.Keys[0] ?? "-",
            row.Figures.Outcomes,
            row.Figures.Successes,
            row.Figures.Cost,
            row.Figures.Value,
            row.Figures.Valued
        );
}
