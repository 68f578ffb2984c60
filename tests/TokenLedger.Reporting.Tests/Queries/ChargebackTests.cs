using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Money;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Chargeback;
using TokenLedger.Reporting.Tests.Exports.Focus;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Queries;

public sealed class ChargebackTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 0, 0, 0, default);

    [Theory]
    [InlineData("proportional")]
    [InlineData("even")]
    [InlineData("fixed")]
    public void A_statement_of_all_time_sums_to_the_ledger_to_the_last_pico_dollar(string rule) =>
        Prop.ForAll(
                Gen.Choose(0, 10_000).ArrayOf().ToArbitrary(),
                script =>
                {
                    using Folded folded = Fold(FocusLedger.From(script));
                    ChargebackStatement statement = folded.Views.Chargeback(
                        Query([
                            ("from", "2026-01-01"),
                            ("allocate", rule),
                            ("shared", "feature=search"),
                            .. rule == "fixed" ? [("percent", "t0=33.3"), ("percent", "t9=66.7")] : Nothing,
                        ])
                    );
                    Assert.Equal(RandomLedger.KnownTotal(folded.Ledger, adjusted: true), statement.Total.Charged);
                    Assert.Equal(Shared(statement), statement.Total.Allocated);
                    Assert.DoesNotContain(statement.Rows, row => row.Owner is null && statement.Rows.Count > 1);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_month_is_compared_with_the_month_before_and_everybody_of_both_is_there() =>
        Prop.ForAll(
                Gen.Choose(0, 10_000).ArrayOf().ToArbitrary(),
                script =>
                {
                    using Folded folded = Fold(FocusLedger.From(script));
                    ChargebackStatement statement = folded.Views.Chargeback(
                        Query([("month", "2026-11"), ("compare", "previous")])
                    );
                    ChargebackStatement then = folded.Views.Chargeback(Query([("month", "2026-10")]));
                    Assert.Equal(then.Query.Window, statement.Before!.Query.Window);
                    Assert.Equal(then.Rows, statement.Before.Rows);
                    IReadOnlyList<(ChargebackRow Row, ChargebackRow? Before)> rows = statement.RowsBeside();
                    Assert.Equal(statement.Total.Charged, Sum(rows.Select(row => row.Row.Charged)));
                    Assert.Equal(then.Total.Charged, Sum(rows.Select(row => row.Before!.Charged)));
                    Assert.Equal(rows.Count, rows.Select(row => row.Row.Owner).Distinct().Count());
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2026-09-01", "2026-11-01", "2026-07-01")]
    [InlineData("2026-03-01", "2026-04-01", "2026-02-01")]
    [InlineData("2026-03-02", "2026-04-02", "2026-01-30")]
    public void Whole_months_are_compared_with_as_many_and_days_with_as_many(string from, string to, string before)
    {
        ChargebackQuery query = Query([("from", from), ("to", to), ("compare", "previous")]);
        Assert.Equal(Window.Parse(null, before, from, s_now, out _), query.Before);
    }

    [Fact]
    public void Every_entry_is_in_one_month_only_and_as_FOCUS_charges_it() =>
        Prop.ForAll(
                Gen.Choose(0, 10_000).ArrayOf().ToArbitrary(),
                script =>
                {
                    using Folded folded = Fold(FocusLedger.From(script));
                    Usd sum = Usd.Zero;
                    for (int month = 7; month <= 12; month++)
                    {
                        (string, string)[] window = [("month", $"2026-{month:D2}")];
                        Usd charged = folded.Views.Chargeback(Query(window)).Total.Charged;
                        ExportManifest focus = Export(folded, [("format", "focus"), .. window]);
                        Assert.Equal(focus.Totals["BilledCost"], charged.ToString());
                        sum += charged;
                    }

                    Assert.Equal(RandomLedger.KnownTotal(folded.Ledger, adjusted: true), sum);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_direct_cost_of_each_is_what_a_plain_fold_gives() =>
        Prop.ForAll(
                Gen.Choose(0, 10_000).ArrayOf().ToArbitrary(),
                script =>
                {
                    using Folded folded = Fold(FocusLedger.From(script));
                    ChargebackStatement statement = folded.Views.Chargeback(Query([("month", "2026-11")]));
                    foreach (string tenant in (string[])["t0", "t1"])
                    {
                        ChargebackRow? row = statement.Rows.FirstOrDefault(row => row.Owner == tenant);
                        (Usd direct, Usd corrections) = DirectFold(folded.Ledger, tenant);
                        Assert.Equal(direct, row?.Direct ?? Usd.Zero);
                        Usd unowned = statement.Shared.Aggregate(Usd.Zero, (sum, shared) => sum + shared.Corrections);
                        Assert.True(unowned != Usd.Zero || corrections == (row?.Corrections ?? Usd.Zero));
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public async Task Cost_without_owner_is_spread_by_direct_cost_and_says_why()
    {
        MemoryLedger ledger = new();
        Samples.Call(ledger, "3", who: new() { Tenant = "a" });
        Samples.Call(ledger, "1", who: new() { Tenant = "b" });
        Samples.Call(ledger, "0.000000000005");
        using Folded folded = await Folded.OfAsync(ledger);
        ChargebackStatement statement = folded.Views.Chargeback(Query([("month", "2026-11")]));
        Assert.Equal(["a", "b"], statement.Rows.Select(row => row.Owner));
        Assert.Equal(["0.000000000004", "0.000000000001"], statement.Rows.Select(row => row.Allocated.ToString()));
        Assert.Equal("without tenant", Assert.Single(statement.Shared).Why);
    }

    [Fact]
    public async Task What_is_shared_is_taken_from_who_made_it()
    {
        MemoryLedger ledger = new();
        Samples.Call(ledger, "3", who: new() { Tenant = "a", Feature = "platform" });
        Samples.Call(ledger, "1", who: new() { Tenant = "b" });
        using Folded folded = await Folded.OfAsync(ledger);
        ChargebackStatement statement = folded.Views.Chargeback(
            Query([("month", "2026-11"), ("shared", "feature=platform"), ("shared", "tenant=a")])
        );
        ChargebackRow row = Assert.Single(statement.Rows);
        Assert.Equal(("b", "1", "3"), (row.Owner, row.Direct.ToString(), row.Allocated.ToString()));
        Assert.Equal(["feature=platform"], statement.Shared.Select(shared => shared.Why));
    }

    [Fact]
    public async Task Corrections_of_a_closed_month_stand_apart_in_the_month_they_were_booked()
    {
        MemoryLedger ledger = new();
        (_, Entry settlement) = Samples.Call(
            ledger,
            "1.5",
            who: new() { Tenant = "a" },
            at: Samples.Began.AddDays(-70)
        );
        ledger.Append(Samples.Adjustment(settlement, "-0.5"));
        using Folded folded = await Folded.OfAsync(ledger);
        ChargebackRow row = Assert.Single(folded.Views.Chargeback(Query([("month", "2026-11")])).Rows);
        Assert.Equal(("1.5", "-0.5", "1"), (row.Direct.ToString(), row.Corrections.ToString(), row.Charged.ToString()));
        Assert.Empty(folded.Views.Chargeback(Query([("month", "2026-08")])).Rows);
        row = Assert.Single(folded.Views.Chargeback(Query([("month", "2026-08"), ("closes-after", "100d")])).Rows);
        Assert.Equal(("1", "0"), (row.Direct.ToString(), row.Corrections.ToString()));
        row = Assert.Single(folded.Views.Chargeback(Query([("month", "2026-11"), ("basis", "as_booked")])).Rows);
        Assert.Equal(("1.5", "0"), (row.Direct.ToString(), row.Corrections.ToString()));
    }

    [Fact]
    public async Task Without_any_owner_what_is_left_is_nobodys()
    {
        MemoryLedger ledger = new();
        Samples.Call(ledger, "2");
        using Folded folded = await Folded.OfAsync(ledger);
        ChargebackRow row = Assert.Single(folded.Views.Chargeback(Query([("month", "2026-11")])).Rows);
        Assert.Equal((null, "2"), (row.Owner, row.Charged.ToString()));
    }

    [Fact]
    public async Task An_empty_ledger_gives_an_empty_statement()
    {
        using Folded folded = await Folded.OfAsync(new());
        ChargebackStatement statement = folded.Views.Chargeback(Query([]));
        Assert.Empty(statement.Rows);
        Assert.Equal(Usd.Zero, statement.Total.Charged);
    }

    [Theory]
    [InlineData("by", "colour", "no grouping 'colour'")]
    [InlineData("month", "November", "no month")]
    [InlineData("allocate", "fair", "no rule 'fair'")]
    [InlineData("allocate", "fixed", "sum to 100")]
    [InlineData("percent", "a", "no percentage")]
    [InlineData("shared", "a", "no condition")]
    [InlineData("closes-after", "soon", "length of time")]
    public void A_word_that_makes_no_sense_is_told(string name, string value, string expected)
    {
        SliceWords words = new(asked => asked == name ? [value] : []);
        Assert.Null(ChargebackWords.Read(words, new(), s_now, out string? problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    private static (string, string)[] Nothing => [];

    private static Usd Sum(IEnumerable<Usd> amounts) => amounts.Aggregate(Usd.Zero, (sum, one) => sum + one);

    private static Usd Shared(ChargebackStatement statement) =>
        statement.Shared.Aggregate(Usd.Zero, (sum, shared) => sum + shared.Amount);

    /// <summary>What is charged of a tenant in November, from the entries alone: the memory ledger books all in November.</summary>
    private static (Usd Direct, Usd Corrections) DirectFold(MemoryLedger ledger, string tenant)
    {
        (Usd direct, Usd corrections) = (Usd.Zero, Usd.Zero);
        foreach (StoredEntry stored in ledger.Read(0, int.MaxValue))
        {
            Entry entry = EntryReader.Parse(stored.Bytes.Span);
            if (entry.Attribution.Tenant != tenant || entry.KnownCost is not { } known)
            {
                continue;
            }

            bool isLate = entry.Kind == EntryKind.Adjustment && entry.OccurredAt.Month < 11;
            direct += isLate ? Usd.Zero : known;
            corrections += isLate ? known : Usd.Zero;
        }

        return (direct, corrections);
    }

    private static ChargebackQuery Query((string Name, string Value)[] words) =>
        ChargebackWords.Read(
            new SliceWords(name => [.. words.Where(word => word.Name == name).Select(word => word.Value)]),
            new(),
            s_now,
            out string? problem
        ) ?? throw new ArgumentException(problem);

    private static ExportManifest Export(Folded folded, (string Name, string Value)[] words)
    {
        SliceWords texts = new(name => [.. words.Where(word => word.Name == name).Select(word => word.Value)]);
        ExportQuery query =
            ExportWords.Read(texts, new(), s_now, out string? problem) ?? throw new ArgumentException(problem);
        return folded
            .Views.ExportAsync(query, folded.Source, Stream.Null, s_now, CancellationToken.None)
            .GetAwaiter()
            .GetResult();
    }

    private static Folded Fold(MemoryLedger ledger) => Folded.OfAsync(ledger).GetAwaiter().GetResult();
}
