using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Accounting.Reconciliation;
using Xunit;
using static TokenLedger.Accounting.Tests.Reconciliation.Statement;

namespace TokenLedger.Accounting.Tests.Reconciliation;

/// <summary>Each cause alone, planted into a bill that otherwise agrees, and found with its exact amount.</summary>
public sealed class CausesTests
{
    // gpt-4.1 by the book: input 2, output 8 per million; batch half of it.
    private static readonly Deed _call = new(At(3, 12), Model, 100_000, 10_000);

    [Fact]
    public void A_bill_that_agrees_has_no_causes()
    {
        Statement statement = Plain();

        ReconciliationReport report = statement.Reconcile();

        Assert.Equal(Dollars("1.12"), report.Theirs);
        Assert.Equal(Usd.Zero, report.Residual);
        Assert.All(report.Rows, row => Assert.Empty(row.Explanations));
    }

    [Fact]
    public void Usage_the_ledger_never_saw_is_missing_here()
    {
        Statement statement = Plain();
        statement.Bill(_call with { Input = 1_000, Output = 500 });

        Only(statement.Reconcile(), Cause.MissingHere, "0.006");
    }

    [Fact]
    public void A_model_the_ledger_has_nothing_of_is_missing_here()
    {
        Statement statement = Plain();
        statement.Bill(_call with { Model = "gpt-4o", Input = 1_000, Output = 0 });

        ReconciliationReport report = statement.Reconcile();

        Only(report, Cause.MissingHere, "0.0025");
        Assert.Equal("gpt-4o", report.Rows.Single(row => row.Explanations.Count > 0).Model);
    }

    [Fact]
    public void A_call_that_is_not_on_the_bill_is_missing_there_and_named()
    {
        Statement statement = Plain();
        statement.Book(_call with { At = At(3, 15), Input = 1_234, Output = 500 });

        ReconciliationReport report = statement.Reconcile();

        Only(report, Cause.MissingThere, "-0.006468");
        Assert.All(Parts(report), part => Assert.Equal(At(3, 15), part.Calls!.First));
    }

    [Fact]
    public void Another_unit_price_is_a_price_difference_with_both_rates()
    {
        Statement statement = new();
        statement.Book(_call);
        statement.Bill(_call, price: meter => meter == Meters.Input ? 2.2m : 8m);

        ReconciliationReport report = statement.Reconcile();

        Only(report, Cause.Price, "0.02");
        Explanation part = Assert.Single(Parts(report));
        Assert.Equal(Meters.Input, part.Meter);
        Assert.Equal("2 per 1M", part.OurRate);
        Assert.Equal("2.2 per 1M", part.TheirRate);
    }

    [Fact]
    public void A_price_is_read_through_charges_in_cents()
    {
        Statement statement = new() { Step = Dollars("0.01") };
        Deed large = _call with { Input = 50_000_001, Output = 0 };
        statement.Book(large);
        statement.Bill(large, price: _ => 2.2m);

        ReconciliationReport report = statement.Reconcile();

        Assert.Equal("2.2 per 1M", Parts(report).Single(part => part.Cause == Cause.Price).TheirRate);
        Assert.Equal(Dollars("10.0000002"), report[Cause.Price]);
        Assert.Equal(Dollars("-0.0000022"), report[Cause.Rounding]);
        Assert.Equal(Usd.Zero, report.Unexplained);
    }

    [Fact]
    public void Less_than_the_last_decimal_is_rounding()
    {
        Statement statement = new() { Step = Dollars("0.01") };
        statement.Both(_call with { Input = 1_234_567 });

        ReconciliationReport report = statement.Reconcile();

        Only(report, Cause.Rounding, "0.000866");
    }

    [Fact]
    public void The_same_usage_in_another_tier_is_a_tier_difference()
    {
        Statement statement = Plain();
        statement.Book(_call);
        statement.Bill(_call with { Tier = Tiers.Batch });

        ReconciliationReport report = statement.Reconcile();

        Only(report, Cause.Tier, "-0.14");
        Assert.All(Parts(report), part => Assert.Equal(Tiers.Batch, part.TheirTier));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_tier_the_export_does_not_state_is_told_by_its_price(bool meters)
    {
        Statement statement = new() { UsageStatesTier = false, CostStatesMeter = meters };
        statement.Book(_call);
        statement.Bill(_call with { Tier = "priority" });

        Only(statement.Reconcile(), Cause.Tier, "0.21");
    }

    [Fact]
    public void A_tier_that_only_charges_state_is_told_by_the_listed_price()
    {
        Statement statement = new() { CostStatesTier = true };
        statement.Book(_call);
        statement.Bill(_call with { Tier = Tiers.Batch });

        Only(statement.Reconcile(usage: false), Cause.Tier, "-0.14");
    }

    [Fact]
    public void Usage_without_a_price_here_is_unpriced_at_the_price_charged()
    {
        Statement statement = Plain();
        statement.Book(_call with { Model = "house-model" }, priced: false);
        statement.Bill(_call with { Model = "house-model" }, price: _ => 3m);

        ReconciliationReport report = statement.Reconcile();

        Only(report, Cause.Unpriced, "0.33");
        Assert.All(Parts(report), part => Assert.Equal("3 per 1M", part.TheirRate));
    }

    [Fact]
    public void An_estimate_gives_way_to_the_providers_count()
    {
        Statement statement = Plain();
        statement.Book(_call with { Output = 700 }, estimated: true);
        statement.Bill(_call with { Output = 900 });

        Only(statement.Reconcile(), Cause.Estimated, "0.0016");
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(9)]
    public void Days_of_another_zone_are_found_and_proved_by_the_calls_instants(int offset)
    {
        Statement statement = new();
        ElsewhereInTheWorld(statement, TimeSpan.FromHours(offset));

        ReconciliationReport report = statement.Reconcile();

        Assert.Equal(TimeSpan.FromHours(offset), report.FoundOffset);
        Assert.Equal(Usd.Zero, report.Unexplained);
        Assert.All(Parts(report), part => Assert.Equal(Cause.TimeZone, part.Cause));
        Assert.NotEmpty(Parts(report));
        Assert.All(Parts(report), part => Assert.NotNull(part.Calls));
    }

    [Fact]
    public void Calls_before_midnight_that_end_after_it_are_on_the_next_day()
    {
        Statement statement = Plain();
        Deed late = _call with { At = At(3, 23, 59, 40), Input = 777, Output = 333 };
        Deed later = _call with { At = At(3, 23, 59, 55), Input = 1_000, Output = 0 };
        statement.Both(_call with { At = At(3, 23, 58) });
        foreach (Deed deed in (Deed[])[late, later])
        {
            statement.Book(deed);
            statement.Bill(deed, day: 4);
        }

        ReconciliationReport report = statement.Reconcile();

        Assert.Equal(Usd.Zero, report.Residual);
        Assert.All(Parts(report), part => Assert.Equal(Cause.TimeZone, part.Cause));
        Assert.Equal(Dollars("-0.006218"), Row(report, 3)[Cause.TimeZone]);
        Assert.Equal(Dollars("0.006218"), Row(report, 4)[Cause.TimeZone]);
        Assert.Equal(At(3, 23, 59, 40), Row(report, 3).Explanations.Min(part => part.Calls!.First));
    }

    [Fact]
    public void A_call_missing_before_midnight_and_another_after_it_are_no_shift()
    {
        Statement statement = Plain();
        statement.Book(_call with { At = At(3, 23, 59, 40), Input = 777, Output = 0 });
        statement.Bill(_call with { At = At(4, 10), Input = 778, Output = 0 });

        ReconciliationReport report = statement.Reconcile();

        Assert.Equal(Dollars("-0.001554"), report[Cause.MissingThere]);
        Assert.Equal(Dollars("0.001556"), report[Cause.MissingHere]);
        Assert.Equal(Usd.Zero, report[Cause.TimeZone]);
    }

    [Fact]
    public void Charges_that_no_cause_explains_stay_unexplained()
    {
        Statement statement = new() { CostStatesMeter = false };
        statement.Book(_call);
        statement.Bill(_call, price: _ => 7m);

        Only(statement.Reconcile(usage: false), Cause.Unexplained, "0.49");
    }

    [Fact]
    public void A_dated_snapshot_and_its_family_are_one_model()
    {
        Statement statement = new();
        statement.Book(_call);
        statement.Bill(_call with { Model = "gpt-4.1-2025-04-14" });

        ReconciliationReport report = statement.Reconcile();

        ReconciledRow row = Assert.Single(report.Rows);
        Assert.Equal(Model, row.Model);
        Assert.Empty(row.Explanations);
    }

    [Fact]
    public void Mapped_keys_are_compared_one_by_one_and_the_others_together()
    {
        Statement statement = new();
        Deed mapped = _call with { Key = "key_A" };
        statement.Book(_call with { Key = "fp-a" });
        statement.Bill(mapped with { Input = 90_000 });
        statement.Book(_call with { Key = "fp-b" });
        statement.Bill(_call with { Key = "key_B" });

        ReconciliationReport report = statement.Reconcile(
            new(RateBook.Embedded) { Keys = new Dictionary<string, string> { ["fp-a"] = "key_A" } }
        );

        Assert.True(report.ByKey);
        Assert.Equal(Dollars("-0.02"), report.Rows.Single(row => row.Key == "key_A")[Cause.MissingThere]);
        Assert.Empty(report.Rows.Single(row => row.Key is null).Explanations);
    }

    [Fact]
    public void Without_a_key_map_days_and_models_are_compared_and_it_is_said()
    {
        Statement statement = new();
        statement.Book(_call with { Key = "fp-a" });
        statement.Bill(_call with { Key = "key_A" });

        ReconciliationReport report = statement.Reconcile();

        Assert.False(report.ByKey);
        Assert.Contains(report.Notes, note => note.Contains("--key-map", StringComparison.Ordinal));
        Assert.Equal(Usd.Zero, report.Residual);
    }

    [Fact]
    public void Hours_keep_apart_what_cancels_out_over_a_day()
    {
        Statement statement = new();
        statement.Book(_call with { At = At(3, 10), Input = 5_000, Output = 0 });
        statement.Bill(_call with { At = At(3, 15), Input = 5_000, Output = 0 });
        ProviderLine[] hours =
        [
            .. statement
                .Export(usage: true, costs: true)
                .Lines.Select(line => line.Amount is null ? line with { From = At(3, 15), To = At(3, 16) } : line),
        ];

        ReconciliationReport report = Reconciler.Run(
            statement.Export(usage: true, costs: true) with
            {
                Lines = hours,
            },
            statement.Ours,
            new(RateBook.Embedded)
        );

        Assert.Equal(Usd.Zero, report.Residual);
        Assert.Equal(Dollars("0.01"), report[Cause.MissingHere]);
        Assert.Equal(Dollars("-0.01"), report[Cause.MissingThere]);
        Assert.Contains(Parts(report), part => part.Bucket == At(3, 15));
    }

    [Fact]
    public void A_write_of_unstated_lifetime_is_compared_with_the_usual_one()
    {
        Statement statement = new();
        statement.Both(_call);
        BookedLine written = statement.Ours[0] with { Meter = Meters.CacheWrite, Quantity = 10, Amount = new(5) };
        ProviderExport export = statement.Export(usage: true, costs: true);
        ProviderLine counted = export.Lines.First(line => line.Amount is null) with
        {
            Meter = Meters.CacheWrite5m,
            Quantity = 10,
        };
        ProviderLine charged = counted with { Quantity = null, Tier = null, Amount = new(5) };
        HashSet<string> meters = [Meters.Input, Meters.CacheWrite5m, Meters.CacheWrite1h, Meters.Output];

        ReconciliationReport report = Reconciler.Run(
            export with
            {
                Lines = [.. export.Lines, counted, charged],
                UsageMeters = meters,
                CostMeters = meters,
            },
            [.. statement.Ours, written],
            new(RateBook.Embedded)
        );

        Assert.Empty(Parts(report));
    }

    [Fact]
    public void Quantities_alone_are_valued_at_the_ledgers_prices()
    {
        Statement statement = Plain();
        statement.Bill(_call with { Input = 1_000, Output = 0 });

        ReconciliationReport report = statement.Reconcile(costs: false);

        Only(report, Cause.MissingHere, "0.002");
        Assert.All(report.Rows, row => Assert.False(row.Billed));
    }

    [Fact]
    public void What_is_booked_from_the_causes_takes_the_residual_away()
    {
        Statement statement = Mixed();
        ReconciliationReport first = statement.Reconcile();
        Assert.NotEqual(Usd.Zero, first.Residual);

        foreach (ReconciledRow row in first.Rows)
        {
            foreach (CorrectingLine line in row.Explanations.SelectMany(part => part.Correction))
            {
                statement.Ours.Add(
                    new()
                    {
                        Call = 1_000_000,
                        At = new(row.Day, new(12, 0), TimeSpan.Zero),
                        Provider = row.Provider,
                        Model = line.Model,
                        Tier = line.Tier,
                        Meter = line.Meter ?? BookedLine.NoMeter,
                        Quantity = line.Quantity,
                        Amount = line.Amount,
                        Estimated = line.Provenance == Provenance.Estimated,
                    }
                );
            }
        }

        ReconciliationReport second = statement.Reconcile();
        Assert.All(second.Rows, row => Assert.Equal(Usd.Zero, row.Residual));
        Assert.All(second.Rows, row => Assert.Empty(row.Explanations));
    }

    [Fact]
    public void All_causes_at_once_are_told_apart()
    {
        ReconciliationReport report = Mixed().Reconcile();

        Assert.Equal(Dollars("0.006"), Row(report, 5)[Cause.MissingHere]);
        Assert.Equal(Dollars("-0.006468"), Row(report, 6)[Cause.MissingThere]);
        Assert.Equal(Dollars("-0.14"), Row(report, 6)[Cause.Tier]);
        Assert.Equal(Dollars("0.0016"), Row(report, 7)[Cause.Estimated]);
        Assert.Equal(Dollars("0.02"), report.Rows.Single(row => row.Model == "gpt-4.1-mini")[Cause.Price]);
        Assert.Equal(Dollars("0.33"), report[Cause.Unpriced]);
        Assert.Equal(Dollars("-0.002"), Row(report, 9)[Cause.TimeZone]);
        Assert.Equal(Dollars("0.002"), Row(report, 10)[Cause.TimeZone]);
        Assert.Equal(Usd.Zero, report.Unexplained);
        Assert.All(report.Rows, row => Assert.InRange(row[Cause.Rounding].Pico, -100_000_000, 100_000_000));
    }

    private static Statement Plain()
    {
        Statement statement = new();
        for (int day = 3; day <= 6; day++)
        {
            statement.Both(_call with { At = At(day, 9) });
        }

        return statement;
    }

    /// <summary>Charges in hundredths of a cent, and a cause or two on each day.</summary>
    private static Statement Mixed()
    {
        Statement statement = new() { Step = Dollars("0.0001") };
        for (int day = 3; day <= 10; day++)
        {
            statement.Both(_call with { At = At(day, 9) });
        }

        statement.Bill(_call with { At = At(5, 10), Input = 1_000, Output = 500 });
        statement.Book(_call with { At = At(6, 10), Input = 1_234, Output = 500 });
        statement.Book(_call with { At = At(6, 11) });
        statement.Bill(_call with { At = At(6, 11), Tier = Tiers.Batch });
        statement.Book(_call with { At = At(7, 12), Output = 700 }, estimated: true);
        statement.Bill(_call with { At = At(7, 12), Output = 900 });
        Deed dear = _call with { At = At(8, 10), Model = "gpt-4.1-mini" };
        statement.Book(dear);
        statement.Bill(dear, price: meter => meter == Meters.Input ? 0.6m : 1.6m);
        Deed unknown = _call with { At = At(8, 12), Model = "house-model" };
        statement.Book(unknown, priced: false);
        statement.Bill(unknown, price: _ => 3m);
        Deed late = _call with { At = At(9, 23, 59, 50), Input = 1_000, Output = 0 };
        statement.Book(late);
        statement.Bill(late, day: 10);
        return statement;
    }

    private static void ElsewhereInTheWorld(Statement statement, TimeSpan offset)
    {
        for (int hour = 24; hour < 24 * 7; hour++)
        {
            Deed deed = _call with { At = At(2, 0).AddHours(hour), Input = 1_000 + hour * 7 % 31, Output = hour };
            statement.Book(deed);
            int day = (deed.At + offset).Day;
            if (day is >= 4 and <= 7)
            {
                statement.Bill(deed, day);
            }
        }
    }

    private static IEnumerable<Explanation> Parts(ReconciliationReport report) =>
        report.Rows.SelectMany(row => row.Explanations);

    private static ReconciledRow Row(ReconciliationReport report, int day) =>
        report.Rows.Where(row => row.Day.Day == day).MaxBy(row => row.Explanations.Count)!;

    /// <summary>The whole residual has this one cause and amount.</summary>
    private static void Only(ReconciliationReport report, Cause cause, string amount)
    {
        Assert.Equal(Dollars(amount), report.Residual);
        Assert.Equal(Dollars(amount), report[cause]);
        Assert.All(Parts(report), part => Assert.Equal(cause, part.Cause));
        Assert.NotEmpty(Parts(report));
    }
}
