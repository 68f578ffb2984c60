using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Gateway.Metrics;
using TokenLedger.Ledger.Entries;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Tests.Metrics;

/// <summary>Whatever the history, every counter equals a plain fold of its entries.</summary>
public sealed class CallTallyTests
{
    private static readonly DateTimeOffset Start = new(2026, 8, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Any_history_gives_the_sums_of_its_entries() =>
        Prop.ForAll(
                Histories(),
                history =>
                {
                    CallTally tally = new();
                    tally.Take(history);
                    IReadOnlyDictionary<string, decimal> page = Page(tally);

                    decimal Sum(string name) =>
                        page.Where(line => line.Key.StartsWith(name, StringComparison.Ordinal)).Sum(line => line.Value);
                    decimal Known(IEnumerable<Entry> entries) =>
                        entries.Sum(entry => (entry.KnownCost ?? Usd.Zero).ToDecimal());

                    Entry[] settled = [.. history.Where(entry => entry.Kind is EntryKind.Settlement)];
                    Entry[] ended = [.. history.Where(entry => entry.Kind is EntryKind.Settlement or EntryKind.Void)];
                    Assert.Equal(ended.Length, Sum("tokenledger_requests_total"));
                    Assert.Equal(ended.Length, Sum("agentledger_request_total"));
                    Assert.Equal(Known(settled), Sum("tokenledger_cost_usd_total"));
                    Assert.Equal(Known(settled), Sum("agentledger_cost_usd_total"));
                    Assert.Equal(
                        settled.Sum(entry => (entry.EstimatedCost ?? Usd.Zero).ToDecimal()),
                        Sum("tokenledger_cost_estimated_usd_total")
                    );
                    Assert.Equal(
                        settled.SelectMany(entry => entry.Lines).Sum(line => line.Quantity),
                        Sum("tokenledger_tokens_total")
                    );
                    Assert.Equal(settled.Count(entry => entry.Priced is false), Sum("tokenledger_unpriced_total"));
                    Assert.Equal(
                        history.Where(entry => entry.Kind == EntryKind.Rejection).Sum(entry => entry.Repeats ?? 1),
                        Sum("tokenledger_refusals_total")
                    );
                    Entry[] adjusted = [.. history.Where(entry => entry.Kind == EntryKind.Adjustment)];
                    Assert.Equal(
                        Known(adjusted),
                        page.GetValueOrDefault("""tokenledger_cost_adjusted_usd_total{direction="up"}""")
                            - page.GetValueOrDefault("""tokenledger_cost_adjusted_usd_total{direction="down"}""")
                    );
                    Assert.Equal(history.Count, Sum("tokenledger_entries_total"));
                    Assert.Equal(0, Sum("tokenledger_drift_total"));
                    Assert.Equal(
                        ended.Count(entry => entry.LatencyMs is not null),
                        Sum("tokenledger_request_duration_seconds_count")
                    );
                    Assert.Equal(
                        ended.Sum(entry => entry.LatencyMs ?? 0) / 1000m,
                        Sum("tokenledger_request_duration_seconds_sum")
                    );
                    AssertHolds(history, tally);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void An_entry_that_does_not_add_up_or_comes_too_early_is_drift()
    {
        CallTally tally = new();
        Entry sound = Settlement(Guid.NewGuid(), "m", 5, estimated: false, priced: true, latency: 1) with
        {
            RecordedAt = Start.AddSeconds(1),
        };
        tally.Take([
            sound,
            sound with
            {
                RecordedAt = Start.AddSeconds(2),
                KnownCost = new Usd(4),
            },
            sound with
            {
                RecordedAt = Start.AddSeconds(2),
            },
        ]);

        Assert.Equal(2, Page(tally)["tokenledger_drift_total"]);
    }

    [Fact]
    public void A_model_that_no_provider_has_answered_for_makes_no_series()
    {
        CallTally tally = new();
        Entry refused = new()
        {
            Kind = EntryKind.Void,
            Id = Guid.NewGuid(),
            Provider = "openai",
            ModelRequested = "made-up",
            Outcome = "upstream_refused",
            HttpStatus = 404,
        };
        tally.Take([refused]);

        Assert.Equal(
            1,
            Page(tally)[
                """tokenledger_requests_total{provider="openai",model="other",outcome="upstream_refused",streamed="false"}"""
            ]
        );
    }

    private static void AssertHolds(IReadOnlyList<Entry> history, CallTally tally)
    {
        HashSet<Guid?> ended =
        [
            .. history
                .Where(entry => entry.Kind is EntryKind.Settlement or EntryKind.Void)
                .Select(entry => entry.Settles),
        ];
        Entry[] open =
        [
            .. history.Where(entry =>
                entry.Kind == EntryKind.Authorization && !ended.Contains(entry.CausedBy ?? entry.Id)
            ),
        ];
        Assert.Equal(open.Count(entry => entry.CausedBy is null), tally.Holds.Count);
        Assert.Equal(
            open.Aggregate(Usd.Zero, (sum, entry) => sum + (entry.Hold!.Amount ?? Usd.Zero)),
            tally.Holds.Amount
        );
    }

    private static Dictionary<string, decimal> Page(CallTally tally)
    {
        MetricPage page = new(openMetrics: false);
        tally.Write(page, agentLedger: false);
        tally.Write(page, agentLedger: true);
        return Encoding
            .UTF8.GetString(page.Written.Span)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => (Name: line[..line.LastIndexOf(' ')], Value: line[(line.LastIndexOf(' ') + 1)..]))
            .ToDictionary(line => line.Name, line => decimal.Parse(line.Value, CultureInfo.InvariantCulture));
    }

    private static Arbitrary<IReadOnlyList<Entry>> Histories()
    {
        Gen<Entry[]> call =
            from model in Gen.Elements("a", "b", "c")
            from pico in Gen.Choose(0, int.MaxValue)
            from way in Gen.Choose(0, 6)
            from estimated in Gen.Elements(true, false)
            from latency in Gen.Choose(0, 700_000)
            select Call(model, pico, way, estimated, latency);
        return call.ListOf()
            .Select(calls =>
                (IReadOnlyList<Entry>)
                    [
                        .. calls
                            .SelectMany(entries => entries)
                            .Select((entry, i) => entry with { RecordedAt = Start.AddMilliseconds(i + 1) }),
                    ]
            )
            .ToArbitrary();
    }

    private static Entry[] Call(string model, long pico, int way, bool estimated, long latency)
    {
        Entry authorization = new()
        {
            Kind = EntryKind.Authorization,
            Id = Guid.NewGuid(),
            ModelRequested = model,
            Hold = new Hold(1, 2, way == 5 ? null : new Usd(pico * 3)),
        };
        Entry more = authorization with { Id = Guid.NewGuid(), CausedBy = authorization.Id };
        Entry settlement = Settlement(authorization.Id, model, pico, estimated, way != 2, latency);
        Entry ended = new()
        {
            Kind = EntryKind.Void,
            Id = Guid.NewGuid(),
            Settles = authorization.Id,
            Provider = "openai",
            ModelRequested = model,
            Outcome = "upstream_failed",
        };
        Entry rejected = new()
        {
            Kind = EntryKind.Rejection,
            Id = Guid.NewGuid(),
            Outcome = "rate_limited",
            Subject = "limit:x",
            Repeats = pico % 2 == 0 ? null : 1 + pico % 9,
        };
        Entry adjustment = new()
        {
            Kind = EntryKind.Adjustment,
            Id = Guid.NewGuid(),
            Corrects = settlement.Id,
            KnownCost = new Usd(pico % 2 == 0 ? pico : -pico),
        };
        return way switch
        {
            0 => [authorization, more, settlement],
            1 => [authorization, ended],
            2 => [authorization, settlement],
            3 => [rejected],
            4 => [authorization, settlement, adjustment],
            5 => [authorization],
            _ => [authorization, more],
        };
    }

    private static Entry Settlement(Guid settles, string model, long pico, bool estimated, bool priced, long latency) =>
        new()
        {
            Kind = EntryKind.Settlement,
            Id = Guid.NewGuid(),
            Settles = settles,
            Attribution = new LedgerAttribution { Key = "hmac-sha256:" + model },
            Provider = "openai",
            ModelServed = model,
            Outcome = "served",
            HttpStatus = 200,
            LatencyMs = latency,
            Lines = [Line(Meters.Input, 7, new Usd(pico)), Line(Meters.OutputReasoning, 11, priced ? Usd.Zero : null)],
            Cost = priced ? new Usd(pico) : null,
            KnownCost = new Usd(pico),
            EstimatedCost = estimated ? new Usd(pico / 2) : null,
            Priced = priced,
        };

    private static LineItem Line(string meter, decimal quantity, Usd? amount) =>
        new()
        {
            Meter = meter,
            Quantity = quantity,
            Provenance = Provenance.Reported,
            Amount = amount,
        };
}
