using FsCheck;
using FsCheck.Fluent;
using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Projections;

public sealed class ProjectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MemoryLedger _ledger = new();

    private ViewsFolder Views => new(_folder["views"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void However_the_batches_fall_the_tables_are_the_same_and_the_total_is_the_ledgers()
    {
        Gen<int[]> steps = Gen.Choose(0, 999).ArrayOf(40);
        Gen<int[]> cuts = Gen.Choose(1, 7).ArrayOf(60);
        Prop.ForAll(
                steps.ToArbitrary(),
                cuts.ToArbitrary(),
                (script, batches) =>
                {
                    using TemporaryFolder folder = new();
                    MemoryLedger ledger = RandomLedger.From(script);
                    ViewsFolder inBatches = new(folder["a"]);
                    ViewsFolder atOnce = new(folder["b"]);
                    ApplyInBatches(inBatches, ledger, batches);
                    ApplyInBatches(atOnce, ledger, [int.MaxValue]);
                    Assert.Equal(TableDump.Of(atOnce), TableDump.Of(inBatches));
                    using Views views = Open(inBatches);
                    CostQuery booked = new() { AsBooked = true };
                    Assert.Equal(RandomLedger.KnownTotal(ledger, true), views.Costs(new CostQuery()).Total.Known);
                    Assert.Equal(RandomLedger.KnownTotal(ledger, false), views.Costs(booked).Total.Known);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(30));
    }

    [Fact]
    public void In_any_window_both_reports_equal_a_direct_fold_of_the_ledger()
    {
        Gen<int[]> steps = Gen.Choose(0, 9999).ArrayOf(80);
        Gen<int[]> cuts = Gen.Choose(1, 9).ArrayOf(20);
        Gen<(int From, int Length)> windows = Gen.Choose(-5, 90).Zip(Gen.Choose(1, 90));
        Prop.ForAll(
                steps.ToArbitrary(),
                cuts.ToArbitrary(),
                windows.ToArbitrary(),
                (script, batches, seconds) =>
                {
                    using TemporaryFolder folder = new();
                    MemoryLedger ledger = RandomLedger.From(script);
                    ViewsFolder views = new(folder["views"]);
                    ApplyInBatches(views, ledger, batches);
                    DateTimeOffset from = Samples.Began.AddSeconds(seconds.From);
                    foreach (Window window in (Window[])[Window.All, new(from, from.AddSeconds(seconds.Length))])
                    {
                        Assert.Equal(DirectFold.ByModel(ledger, window, true), Report(views, window, true));
                        Assert.Equal(DirectFold.ByModel(ledger, window, false), Report(views, window, false));
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public async Task A_batch_that_fails_leaves_neither_effect_nor_position()
    {
        Samples.Call(_ledger, "1");
        await CatchUp();
        string before = TableDump.Of(Views);
        Samples.Call(_ledger, "2", model: "new");
        IReadOnlyList<StoredEntry> next = await _ledger.ReadAsync(2, 10, TestContext.Current.CancellationToken);
        using (SqliteConnection other = new($"Data Source={Views.Database};Pooling=False"))
        {
            other.Open();
            using SqliteCommand trap = other.CreateCommand();
            trap.CommandText = """
                CREATE TRIGGER trap BEFORE UPDATE ON position BEGIN SELECT raise(ABORT, 'no space'); END
                """;
            trap.ExecuteNonQuery();
        }

        using (ViewsWriter writer = new(Views.Database))
        {
            Assert.Throws<SqliteException>(() => writer.Apply(next));
            Assert.Equal(2, writer.Position.Next);
            Assert.Equal(before, TableDump.Of(Views));
            using (SqliteConnection other = new($"Data Source={Views.Database};Pooling=False"))
            {
                other.Open();
                using SqliteCommand trap = other.CreateCommand();
                trap.CommandText = "DROP TRIGGER trap";
                trap.ExecuteNonQuery();
            }

            writer.Apply(next);
        }

        using Views views = Open(Views);
        Assert.Equal(["new", "gpt-5.6-sol"], views.Costs(new CostQuery()).Rows.Select(row => row.Keys[1]));
    }

    [Fact]
    public async Task After_a_stop_between_batches_nothing_is_folded_twice()
    {
        for (int i = 0; i < 20; i++)
        {
            Samples.Call(_ledger, "0.000000000001");
        }

        IReadOnlyList<StoredEntry> entries = await _ledger.ReadAsync(0, 13, TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Views.Path);
        using (ViewsWriter writer = new(Views.Database))
        {
            writer.Apply(entries);
        }

        await CatchUp();
        Assert.Equal(new Usd(20), Total().Known);
        Assert.Equal(20, Total().Calls);
    }

    [Fact]
    public async Task A_ledger_that_is_shorter_than_the_position_means_a_rebuild()
    {
        Samples.Call(_ledger, "5");
        Samples.Call(_ledger, "5");
        await CatchUp();
        MemoryLedger shorter = new();
        Samples.Call(shorter, "7");
        await CatchUp(shorter);
        Assert.Equal(Samples.Dollars("7"), Total().Known);
        Assert.False(File.Exists(Views.Shadow));
    }

    [Fact]
    public async Task A_ledger_with_another_entry_at_the_position_means_a_rebuild()
    {
        Samples.Call(_ledger, "5");
        await CatchUp();
        MemoryLedger different = new();
        Samples.Call(different, "1");
        Samples.Call(different, "2");
        await CatchUp(different);
        Assert.Equal(Samples.Dollars("3"), Total().Known);
    }

    [Fact]
    public async Task Tables_of_another_schema_version_are_not_read_and_are_built_again()
    {
        Samples.Call(_ledger, "5");
        await CatchUp();
        using (ViewsWriter writer = new(Views.Database))
        {
            writer.Invalidate();
        }

        Assert.Null(TokenLedger.Reporting.Queries.Views.Open(Views));
        await CatchUp();
        Assert.Equal(Samples.Dollars("5"), Total().Known);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_replaced()
    {
        Samples.Call(_ledger, "5");
        Directory.CreateDirectory(Views.Path);
        await File.WriteAllTextAsync(Views.Database, new string('x', 5000), TestContext.Current.CancellationToken);
        await CatchUp();
        Assert.Equal(Samples.Dollars("5"), Total().Known);
    }

    [Fact]
    public async Task An_unreadable_entry_is_shown_and_the_rest_counts()
    {
        Samples.Call(_ledger, "1");
        long poison = _ledger.AppendBytes("not an entry"u8.ToArray());
        Samples.Call(_ledger, "2");
        await CatchUp();
        using Views views = Open(Views);
        CostReport report = views.Costs(new CostQuery());
        Assert.Equal(Samples.Dollars("3"), report.Total.Known);
        Assert.Equal(1, report.DeadLetters);
        Assert.Equal(5, report.AsOfEntry);
        Assert.Equal(poison, Assert.Single(views.DeadLetters(10)).Sequence);
    }

    [Fact]
    public async Task An_amount_that_does_not_fit_is_a_dead_letter()
    {
        Samples.Call(_ledger, "9300000000000");
        await CatchUp();
        using Views views = Open(Views);
        Assert.Equal(1, Assert.Single(views.DeadLetters(10)).Sequence);
        Assert.Equal(1, views.Costs(new CostQuery()).Total.Open);
    }

    [Fact]
    public async Task Sums_stay_exact_beyond_what_one_integer_of_pico_dollars_can_hold()
    {
        for (int i = 0; i < 5; i++)
        {
            Samples.Call(_ledger, "9000000.999999999999");
        }

        Samples.Call(_ledger, "0.000000000005");
        await CatchUp();
        Assert.Equal("45000005", Total().Known.ToString());
    }

    [Fact]
    public async Task Only_one_writes()
    {
        Samples.Call(_ledger, "1");
        using FileStream? other = Views.TryLock();
        Assert.NotNull(other);
        Assert.False(
            await new ProjectionFollower(Views).CatchUpAsync(
                Source(_ledger),
                null,
                TestContext.Current.CancellationToken
            )
        );
    }

    [Fact]
    public async Task The_follower_keeps_up_with_a_growing_ledger()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken
        );
        ProjectionFollower follower = new(Views);
        Task running = follower.RunAsync(_ledger, stop.Token);
        for (int i = 0; i < 50; i++)
        {
            Samples.Call(_ledger, "0.01");
        }

        Assert.True(await follower.WaitForAsync(100, TimeSpan.FromSeconds(20), stop.Token));
        Assert.Equal(Samples.Dollars("0.5"), Total().Known);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task An_adjustment_changes_the_call_it_names_and_as_booked_is_still_there()
    {
        (_, Entry settlement) = Samples.Call(_ledger, "1.5");
        Entry first = Samples.Adjustment(settlement, "-0.25");
        _ledger.Append(first);
        _ledger.Append(Samples.Adjustment(first, "0.05"));
        await CatchUp();
        using Views views = Open(Views);
        Assert.Equal(Samples.Dollars("1.3"), views.Costs(new CostQuery()).Total.Known);
        Assert.Equal(Samples.Dollars("1.5"), views.Costs(new CostQuery { AsBooked = true }).Total.Known);
        Assert.Equal(1, views.Costs(new CostQuery()).Total.Calls);
    }

    [Fact]
    public async Task A_later_price_makes_an_unpriced_call_priced()
    {
        (_, Entry settlement) = Samples.Call(_ledger, null);
        await CatchUp();
        Assert.Equal(1, Total().Unpriced);
        _ledger.Append(Samples.Adjustment(settlement, "0.2", priced: true));
        await CatchUp();
        using Views views = Open(Views);
        Assert.Equal(0, Total().Unpriced);
        Assert.Equal(Samples.Dollars("0.2"), Total().Known);
        CostFigures booked = views.Costs(new CostQuery { AsBooked = true }).Total;
        Assert.Equal((1, Usd.Zero), (booked.Unpriced, booked.Known));
    }

    [Fact]
    public async Task An_adjustment_of_something_unknown_still_counts()
    {
        _ledger.Append(Samples.Adjustment(Samples.Authorization(), "-0.75"));
        await CatchUp();
        Assert.Equal(Samples.Dollars("-0.75"), Total().Known);
        Assert.Equal(0, Total().Calls);
    }

    [Fact]
    public async Task Open_voided_and_rejected_calls_are_shown_apart()
    {
        _ledger.Append(Samples.Authorization(hold: "0.4"));
        Entry refused = Samples.Authorization();
        _ledger.Append(refused);
        _ledger.Append(Samples.Void(refused));
        _ledger.Append(Samples.Authorization() with { Kind = EntryKind.Rejection, Hold = null });
        await CatchUp();
        CostFigures total = Total();
        Assert.Equal((1, 1, 1, 1), (total.Calls, total.Voided, total.Open, total.Rejected));
        Assert.Equal(Samples.Dollars("0.4"), total.OpenHold);
        Assert.Equal(Usd.Zero, total.Known);
    }

    [Theory]
    [InlineData(Meters.InputAudio, 1, 0, 0, 0, 0)]
    [InlineData(Meters.CacheReadImage, 0, 1, 0, 0, 0)]
    [InlineData(Meters.CacheWrite1h, 0, 0, 1, 0, 0)]
    [InlineData(Meters.OutputImage, 0, 0, 0, 1, 0)]
    [InlineData(Meters.OutputReasoning, 0, 0, 0, 0, 1)]
    [InlineData(Meters.SearchesWeb, 0, 0, 0, 0, 0)]
    public void Every_meter_is_in_one_group(
        string meter,
        long input,
        long cached,
        long written,
        long output,
        long reasoning
    ) =>
        Assert.Equal(
            new TokenCounts(input, cached, written, output, reasoning),
            TokenCounts.Of([Samples.Line(meter, 1, "0")])
        );

    /// <summary>The report by model, over all providers: a model of two of them is one row of the direct fold.</summary>
    private static List<DirectFold.Row> Report(ViewsFolder folder, Window window, bool booked)
    {
        using Views views = Open(folder);
        CostReport report = views.Costs(new CostQuery { Window = window, AsBooked = booked });
        return report
            .Rows.GroupBy(row => row.Keys[1])
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group =>
            {
                CostFigures sum = group.Aggregate(CostFigures.None, (figures, row) => figures + row.Figures);
                return new DirectFold.Row(
                    group.Key,
                    (int)sum.Calls,
                    sum.Tokens.Input,
                    sum.Known,
                    sum.Estimated,
                    (int)sum.Unpriced,
                    (int)sum.Adjustments,
                    sum.Adjusted
                );
            })
            .ToList();
    }

    private static LedgerSource Source(MemoryLedger ledger) => new(ledger);

    private static Views Open(ViewsFolder folder) =>
        TokenLedger.Reporting.Queries.Views.Open(folder) ?? throw new InvalidOperationException("There are no views.");

    private static void ApplyInBatches(ViewsFolder folder, MemoryLedger ledger, int[] sizes)
    {
        Directory.CreateDirectory(folder.Path);
        IReadOnlyList<StoredEntry> all = ledger.Read(0, int.MaxValue);
        int at = 0;
        for (int i = 0; at < all.Count; i++)
        {
            // A writer of its own for each batch: nothing may depend on what is remembered in memory.
            using ViewsWriter writer = new(folder.Database);
            int count = Math.Min(sizes[i % sizes.Length], all.Count - at);
            writer.Apply([.. all.Skip(at).Take(count)]);
            at += count;
        }
    }

    private async Task CatchUp(MemoryLedger? ledger = null) =>
        Assert.True(
            await new ProjectionFollower(Views).CatchUpAsync(
                Source(ledger ?? _ledger),
                null,
                TestContext.Current.CancellationToken
            )
        );

    private CostFigures Total()
    {
        using Views views = Open(Views);
        return views.Costs(new CostQuery()).Total;
    }
}
