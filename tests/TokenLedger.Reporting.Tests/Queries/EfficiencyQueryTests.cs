using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Efficiency;
using TokenLedger.Reporting.Queries.Grouped;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Queries;

public sealed class EfficiencyQueryTests
{
    [Fact]
    public void What_was_got_for_the_tokens_equals_a_fold_of_the_entries() =>
        Histories.Check(history =>
        {
            EfficiencyQuery query = new()
            {
                Window = history.Window,
                AsBooked = history.AsBooked,
                By = [Grouping.Find("agent")!],
                Limit = 1 + (history.Number % 5),
            };
            EfficiencyReport report = history.Views.Efficiency(query);
            List<PlainCall> calls = [.. history.Book.Of(query)];
            Assert.Equal(Figures(calls, query.AsBooked), report.Total);
            foreach (GroupRow<EfficiencyFigures> row in report.Rows)
            {
                Assert.Equal(Figures(calls.Where(call => call.Who.Agent == row.Keys[0]), query.AsBooked), row.Figures);
            }

            Assert.Equal(
                report.Rows.Select(row => row.Figures.Known).OrderDescending(),
                report.Rows.Select(row => row.Figures.Known)
            );
        });

    [Fact]
    public void A_window_that_is_exactly_80_percent_full_is_not_above_80()
    {
        MemoryLedger ledger = new();
        foreach (int tokens in (int[])[80_000, 80_001, 100_000, 1])
        {
            Entry authorization = Samples.Authorization();
            ledger.Append(authorization);
            ledger.Append(
                Samples.Settlement(authorization, "1") with
                {
                    ContextTokens = tokens,
                    ContextWindow = 100_000,
                }
            );
        }

        using OpenedViews views = OpenedViews.Of(ledger);
        ContextUse context = views.Now.Efficiency(new()).Total.Context;

        // 0.8 + 0.8001 (rounded up to 0.01 %) + 1 + 0.0001
        Assert.Equal(new ContextUse(4, 8_000 + 8_001 + 10_000 + 1, 3, 2, 1), context);
        Assert.Equal(0.65005m, context.MeanShare);
    }

    [Fact]
    public void Who_said_how_much_of_prompts_is_told_of_calls_that_tell_it_and_covers_their_part_of_all_prompt_tokens()
    {
        MemoryLedger ledger = new();
        foreach (PromptParts? parts in (PromptParts?[])[new(300, 100, 0, 0), new(0, 1, 1, 6), null, null])
        {
            Entry authorization = Samples.Authorization();
            ledger.Append(authorization);
            Entry settlement = Samples.Settlement(authorization, "1"); // of 100 prompt tokens
            ledger.Append(settlement with { ContextTokens = 100, PromptParts = parts });
        }

        using OpenedViews views = OpenedViews.Of(ledger);
        EfficiencyFigures total = views.Now.Efficiency(new()).Total;

        // 12.5 users and 12.5 answers of the second: the one left goes to users, named first.
        Assert.Equal(new PromptTokens(75, 25 + 13, 12, 75), total.Prompt);
        Assert.Equal((0.5m, 0.375m), (total.PromptCoverage, total.PromptShareOf(total.Prompt.System)));
    }

    [Fact]
    public void Prompts_whose_tokens_corrections_took_back_are_covered_at_most_wholly()
    {
        MemoryLedger ledger = new();
        Entry authorization = Samples.Authorization();
        ledger.Append(authorization);
        Entry settlement = Samples.Settlement(authorization, "1") with
        {
            ContextTokens = 100,
            PromptParts = new(1, 1, 1, 1),
        };
        ledger.Append(settlement);
        ledger.Append(
            Samples.Adjustment(settlement, "-0.4") with
            {
                Lines = [Samples.Line(Meters.Input, -40, "-0.4")],
            }
        );

        using OpenedViews views = OpenedViews.Of(ledger);
        EfficiencyFigures total = views.Now.Efficiency(new()).Total;

        Assert.Equal((60, 100, 1m), (total.Tokens.Prompt, total.Prompt.Total, total.PromptCoverage));
    }

    [Fact]
    public void Averages_are_rounded_half_to_even_and_nothing_of_nothing_is_zero()
    {
        Assert.Equal(new Usd(2), Share.Each(new Usd(5), 2)); // 2.5
        Assert.Equal(new Usd(4), Share.Each(new Usd(7), 2)); // 3.5
        Assert.Equal(new Usd(-2), Share.Each(new Usd(-5), 2));
        Assert.Equal(new Usd(-3), Share.Each(new Usd(-8), 3));
        Assert.Equal(new Usd(1667), Share.Each(new Usd(5), 3, 1000));
        Assert.Equal(Usd.Zero, Share.Each(new Usd(5), 0));
        Assert.Equal(0, Share.Of(new Usd(1), new Usd(-1)));
    }

    [Fact]
    public void Without_calls_all_is_zero()
    {
        using OpenedViews views = OpenedViews.Of(new MemoryLedger());

        EfficiencyFigures total = views.Now.Efficiency(new()).Total;

        Assert.Equal(
            (0m, 0m, 0m, Usd.Zero),
            (total.CacheHitRate, total.OutputPerInput, total.TokensPerCall, total.CostPerCall)
        );
        Assert.Equal(ContextUse.None, total.Context);
        Assert.Equal((default, 0m, 0m), (total.Prompt, total.PromptCoverage, total.PromptShareOf(0)));
    }

    /// <summary>What calls come to, by hand.</summary>
    internal static EfficiencyFigures Figures(IEnumerable<PlainCall> group, bool booked)
    {
        PlainCall[] calls = [.. group];
        CostFigures costs = PlainCall.Figures(calls, booked);
        Entry[] ends = [.. calls.Where(call => call.HasEnded).Select(call => call.Last!)];
        decimal[] shares =
        [
            .. ends.Where(end => end.ContextTokens is not null && end.ContextWindow is not null)
                .Select(end => Math.Ceiling(end.ContextTokens!.Value * 10_000m / end.ContextWindow!.Value)),
        ];
        return new()
        {
            Calls = costs.Calls,
            Unpriced = costs.Unpriced,
            Tokens = costs.Tokens,
            Known = costs.Known,
            Saved = calls
                .SelectMany(call => call.Effects(booked))
                .Aggregate(Usd.Zero, (sum, entry) => sum + Saved(entry)),
            ToolsOffered = ends.Sum(end => (long)(end.ToolsOffered ?? 0)),
            ToolsCalled = ends.Sum(end => (long)end.ToolsCalled.Count),
            Context = new(
                shares.Length,
                (long)shares.Sum(),
                shares.Count(share => share > 5_000),
                shares.Count(share => share > 8_000),
                shares.Count(share => share > 9_500)
            ),
            Prompt = Prompts(ends),
        };
    }

    /// <summary>Part by part, with fractions: the tokens left go to the largest, then to parts of more bytes, then in order.</summary>
    private static PromptTokens Prompts(Entry[] ends)
    {
        long[] sums = new long[4];
        foreach (Entry end in ends.Where(end => end.ContextTokens is not null && end.PromptParts is { Total: > 0 }))
        {
            PromptParts parts = end.PromptParts!;
            long tokens = end.ContextTokens!.Value;
            (int Part, long Bytes, decimal Exact)[] exact =
            [
                .. new[] { parts.System, parts.User, parts.Model, parts.Tool }.Select(
                    (bytes, part) => (part, bytes, (decimal)tokens * bytes / parts.Total)
                ),
            ];
            int left = (int)(tokens - exact.Sum(one => (long)one.Exact));
            var up = exact
                .OrderByDescending(one => tokens * one.Bytes % parts.Total)
                .ThenByDescending(one => one.Bytes)
                .Take(left)
                .ToList();
            foreach (var one in exact)
            {
                sums[one.Part] += (long)one.Exact + (up.Contains(one) ? 1 : 0);
            }
        }

        return new(sums[0], sums[1], sums[2], sums[3]);
    }

    private static Usd Saved(Entry entry)
    {
        LineItem? fresh = entry.Lines.FirstOrDefault(line =>
            line.Meter == Meters.Input && line.Quantity > 0 && line.Amount is not null
        );
        Usd saved = Usd.Zero;
        foreach (LineItem line in entry.Lines.Where(line => line.Meter is Meters.CacheRead or Meters.CacheWrite))
        {
            if (fresh is not null && line.Amount is { } paid)
            {
                decimal instead = (decimal)fresh.Amount!.Value.Pico / fresh.Quantity * line.Quantity;
                saved += new Usd((Int128)Math.Round(instead, MidpointRounding.ToEven)) - paid;
            }
        }

        return saved;
    }
}
