using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Ledger.Tests.Adjusting;

public sealed class ReratingTests
{
    private static readonly RateBook _one = Rates.Of("1");
    private static readonly RateBook _three = Rates.Of("3");
    private static readonly RateBook _cached = Rates.Of(
        "1",
        more: """,{"meter":"tokens.cache_read","usd":"0.1","per":1000000}"""
    );

    [Fact]
    public void The_same_prices_in_another_version_of_the_book_change_nothing()
    {
        RateBook reworded = Rates.Of("1.0", "10.00");
        Assert.NotEqual(_one.Version, reworded.Version);

        Rerating rerating = Rerating.Of(Settled.With(_one), [], reworded);

        Assert.Equal(ReratingState.Unchanged, rerating.State);
        Assert.Empty(rerating.Lines);
    }

    [Fact]
    public void A_charge_that_the_provider_stated_is_left_alone_whatever_the_book_says()
    {
        Entry settled = Settled.With(_one);
        LineItem[] used = [.. settled.Lines.Select(line => line with { Rate = null, Per = 0, Amount = null })];
        Usd stated = new(700_000_000);
        LineItem charge = new()
        {
            Meter = LineItem.StatedCharge,
            Quantity = 1,
            Provenance = Provenance.Reported,
            Amount = stated,
        };
        Entry byProvider = settled with { Lines = [.. used, charge], Cost = stated, KnownCost = stated };
        Entry prepaid = settled with { Lines = used, Cost = Usd.Zero, KnownCost = Usd.Zero };

        Assert.All(
            [Rerating.Of(byProvider, [], _three), Rerating.Of(prepaid, [], _three)],
            rerating =>
            {
                Assert.Equal(ReratingState.NotRerated, rerating.State);
                Assert.Contains("provider stated", rerating.Why!, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void Usage_kept_on_an_entry_is_read_again_when_asked_and_only_once()
    {
        // Booked by a reader that took the cached part of a prompt for fresh input.
        Entry settled = Settled.With(_cached, input: 1000, output: 100) with
        {
            Api = "openai.chat",
            RawUsage =
                """{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100,"prompt_tokens_details":{"cached_tokens":400}}""",
        };

        Rerating asItStands = Rerating.Of(settled, [], _cached);
        Rerating reread = Rerating.Of(settled, [], _cached, reread: true);
        Entry adjustment = Settled.Booked(reread.Draft(settled, _cached, "reader of 2"), settled);
        Rerating again = Rerating.Of(settled, [adjustment], _cached, reread: true);

        Assert.Equal(ReratingState.Unchanged, asItStands.State);
        Assert.Equal(ReratingState.Repriced, reread.State);
        Assert.Equal("-0.00036", reread.Difference.ToString()); // 400 at 1 USD a million become 400 at 0.10
        Assert.Equal((ReratingState.Unchanged, "0"), (again.State, again.Difference.ToString()));
    }

    [Fact]
    public void Usage_that_was_estimated_is_not_read_again()
    {
        Entry settled = Settled.With(_cached) with
        {
            Api = "openai.chat",
            RawUsage = """{"prompt_tokens":7,"completion_tokens":7,"total_tokens":14}""",
            UsageSource = UsageSource.ProviderPartial,
        };

        Assert.Equal(ReratingState.Unchanged, Rerating.Of(settled, [], _cached, reread: true).State);
    }

    [Fact]
    public void A_price_change_takes_the_old_line_back_and_books_the_new_one_with_its_rate()
    {
        Entry settled = Settled.With(_one, input: 1_000_000);

        Rerating rerating = Rerating.Of(settled, [], _three);

        Assert.Equal(ReratingState.Repriced, rerating.State);
        Assert.Equal(
            [(-1_000_000m, "1", "-1"), (1_000_000m, "3", "3")],
            rerating.Lines.Select(line => (line.Quantity, line.Rate!, line.Amount.ToString()!))
        );
        Assert.EndsWith("@" + _one.ShortVersion, rerating.Lines[0].RateId, StringComparison.Ordinal);
        Assert.EndsWith("@" + _three.ShortVersion, rerating.Lines[1].RateId, StringComparison.Ordinal);
        Assert.Equal("2", rerating.Difference.ToString());
        AdjustmentDraft draft = rerating.Draft(settled, _three, "late price");
        Assert.Equal("rates " + _three.Version, draft.Subject);
        Assert.Equal(settled.Id, draft.Corrects);
    }

    [Fact]
    public void An_unpriced_call_gets_its_price_and_is_priced_from_then_on()
    {
        Entry unpriced = Settled.With(Rates.Of("1", model: "other"), input: 1_000_000, output: 0);
        Assert.Equal(((bool?)false, null), (unpriced.Priced, unpriced.Cost));

        Rerating rerating = Rerating.Of(unpriced, [], _three);
        Entry adjustment = Settled.Booked(rerating.Draft(unpriced, _three, "now known"), unpriced);
        Rerating again = Rerating.Of(unpriced, [adjustment], _three);

        Assert.Equal((ReratingState.Priced, "3"), (rerating.State, rerating.Difference.ToString()));
        Assert.True(adjustment.Priced);
        Assert.Equal((ReratingState.Unchanged, "3"), (again.State, again.Before.ToString()));
    }

    [Fact]
    public void A_model_the_book_still_lacks_stays_unpriced_and_one_it_lost_is_left_alone()
    {
        RateBook without = Rates.Of("1", model: "other");

        Rerating still = Rerating.Of(Settled.With(without), [], without);
        Rerating lost = Rerating.Of(Settled.With(_one), [], without);

        Assert.Equal(ReratingState.StillUnpriced, still.State);
        Assert.Equal(ReratingState.NotRerated, lost.State);
        Assert.Contains("no price for tokens.input of m", lost.Why!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_meter_that_lost_its_price_leaves_the_whole_call_alone()
    {
        Rerating rerating = Rerating.Of(Settled.With(_one), [], Rates.Of("3", output: null));

        Assert.Equal(ReratingState.NotRerated, rerating.State);
        Assert.Empty(rerating.Lines);
    }

    [Fact]
    public void A_correction_by_hand_stands_until_the_book_disagrees_and_a_credit_always()
    {
        Entry settled = Settled.With(_one, input: 1_000_000, output: 0);
        Entry byHand = Settled.Booked(AdjustmentLines.Correction, "-0.25", settled);
        Entry credit = Settled.Booked(AdjustmentLines.Credit, "-0.125", settled);

        Rerating agreeing = Rerating.Of(settled, [byHand, credit], _one);
        Rerating disagreeing = Rerating.Of(settled, [byHand, credit], _three);
        Entry adjustment = Settled.Booked(disagreeing.Draft(settled, _three, "new price"), settled);
        BillInForce after = BillInForce.Of(settled, [byHand, credit, adjustment]);

        Assert.Equal((ReratingState.Unchanged, "0.625"), (agreeing.State, agreeing.Before.ToString()));
        Assert.Equal("2.875", after.Known.ToString());
        Assert.Equal((Meters.Input, "3"), (Assert.Single(after.Lines).Meter, after.Lines[0].Amount.ToString()));
    }

    [Fact]
    public void The_conditions_of_the_call_choose_the_price_again()
    {
        RateBook before = Rates.Of("1", more: Fast("2"));
        RateBook now = Rates.Of("1", more: Fast("5"));
        Quantity[] input = [new(Meters.Input, 1_000_000, Provenance.Reported)];

        Rerating fast = Rerating.Of(Settled.With(before, input, [new("speed", "fast")]), [], now);
        Rerating slow = Rerating.Of(Settled.With(before, input, [new("speed", "standard")]), [], now);
        Entry untold = Settled.With(before, input) with { Conditions = null };

        Assert.Equal("3", fast.Difference.ToString());
        Assert.Equal(ReratingState.Unchanged, slow.State);
        Assert.Contains("its speed may choose its price", Rerating.Of(untold, [], now).Why!, StringComparison.Ordinal);

        static string Fast(string usd) =>
            $$$""",{"meter":"tokens.input","usd":"{{{usd}}}","per":1000000,"when":{"speed":["fast"]}}""";
    }

    [Fact]
    public void A_broken_off_call_whose_rest_was_estimated_as_nothing_stays_priced()
    {
        Quantity[] quantities =
        [
            new(Meters.Input, 1000, Provenance.Reported),
            new(Meters.Output, 0, Provenance.Estimated),
        ];
        Entry settled = Settled.With(_one, quantities, source: UsageSource.ProviderPartial);
        Assert.True(settled.Priced);

        Assert.Equal(ReratingState.Unchanged, Rerating.Of(settled, [], _one).State);
        Assert.True(Rerating.Of(settled, [], _three).IsPriced);
    }

    [Fact]
    public void A_call_whose_usage_is_partly_unknown_never_becomes_priced()
    {
        Quantity[] quantities = [new(Meters.Input, 1000, Provenance.Reported)];
        Entry settled = Settled.With(_one, quantities, source: UsageSource.ProviderPartial);
        Assert.False(settled.Priced);

        Rerating rerating = Rerating.Of(settled, [], _three);

        Assert.Equal((ReratingState.Repriced, false), (rerating.State, rerating.IsPriced));
    }

    [Fact]
    public void What_is_not_known_is_not_guessed()
    {
        Entry settled = Settled.With(_one);
        Entry held = settled with { Flags = ["recovered"] };
        Entry noUsage = settled with { Lines = [], Cost = null, KnownCost = Usd.Zero, Priced = false };
        Entry takenOver = settled with { Kind = EntryKind.Import, Lines = [] };
        Entry free = settled with { Lines = [], Cost = Usd.Zero, KnownCost = Usd.Zero };

        Assert.Contains("after a crash", Rerating.Of(held, [], _three).Why!, StringComparison.Ordinal);
        Assert.Contains("usage is not known", Rerating.Of(noUsage, [], _three).Why!, StringComparison.Ordinal);
        Assert.Contains("without quantities", Rerating.Of(takenOver, [], _three).Why!, StringComparison.Ordinal);
        Assert.Contains(
            "provider is not recorded",
            Rerating.Of(settled with { Provider = null }, [], _three).Why!,
            StringComparison.Ordinal
        );
        Assert.Equal(ReratingState.NothingToPrice, Rerating.Of(free, [], _three).State);
    }

    [Fact]
    public void Through_any_history_of_books_the_bill_in_force_is_the_last_books()
    {
        Gen<(int Input, int Output, int Cached, int[] Books)> histories =
            from input in Gen.Choose(0, 3_000_000)
            from output in Gen.Choose(1, 100_000)
            from cached in Gen.Choose(0, 50_000)
            from books in Gen.Choose(0, 4).ArrayOf(6)
            select (input, output, cached, books);
        RateBook[] known = [_one, _three, Rates.Of("0.0000007", "3.3"), Rates.Of("0", "0"), Rates.Of("1", "10.0")];
        Prop.ForAll(
                histories.ToArbitrary(),
                history =>
                {
                    Quantity[] quantities =
                    [
                        new(Meters.Input, history.Input, Provenance.Reported),
                        new(Meters.CacheRead, history.Cached, Provenance.Reported),
                        new(Meters.Output, history.Output, Provenance.Estimated),
                    ];
                    Entry settled = Settled.With(_one, quantities);
                    List<Entry> adjustments = [];
                    foreach (int book in history.Books)
                    {
                        Follow(settled, adjustments, quantities, known[book]);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(100));
    }

    private static void Follow(Entry settled, List<Entry> adjustments, Quantity[] quantities, RateBook book)
    {
        Rerating rerating = Rerating.Of(settled, adjustments, book);
        if (rerating.Lines.Count > 0)
        {
            adjustments.Add(Settled.Booked(rerating.Draft(settled, book, "again"), settled));
        }

        Entry fresh = Settled.With(book, quantities);
        BillInForce now = BillInForce.Of(settled, adjustments);
        Assert.Equal(fresh.Cost, now.Known);
        Assert.Equal(now.Known, AdjustmentLines.Sum(now.Lines));
        Assert.Equal(
            fresh.Lines.Select(line => (line.Meter, line.Quantity, line.Amount)).Order(),
            now.Lines.Select(line => (line.Meter, line.Quantity, line.Amount)).Order()
        );
        Assert.Equal(fresh.EstimatedCost ?? Usd.Zero, Estimated(settled, adjustments));
        Assert.Equal(ReratingState.Unchanged, Rerating.Of(settled, adjustments, book).State);
    }

    private static Usd Estimated(Entry settled, List<Entry> adjustments) =>
        adjustments.Append(settled).Aggregate(Usd.Zero, (sum, entry) => sum + (entry.EstimatedCost ?? Usd.Zero));
}
