using System.Text.Json;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;
using TokenLedger.Serve;
using static TokenLedger.Tests.Reconciling.ReconcileCase;

namespace TokenLedger.Tests.Reconciling;

/// <summary>What the causes say is booked once, and takes the residual away.</summary>
public sealed class ApplyTests
{
    private static readonly string[] _apply = ["--apply", "--reason", "bill of November"];

    public static TheoryData<Shape> Shapes => PlantedCausesTests.CountingShapes;

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task What_is_applied_takes_the_residual_away_and_is_not_applied_again(Shape shape)
    {
        using ReconcileCase @case = Wrong(shape);
        await @case.WriteAsync();
        (_, JsonElement dry) = await @case.ReconcileAsync();
        Assert.Empty(@case.Ledger.Adjustments());

        (int exit, JsonElement applied) = await @case.ReconcileAsync(_apply);
        (int again, JsonElement after) = await @case.ReconcileAsync(_apply);

        Assert.Equal(0, exit);
        Assert.Equal(0, again);
        Assert.Equal("0", after.GetProperty("residual_usd").GetString());
        Assert.Empty(after.GetProperty("adjustments").EnumerateArray());
        IReadOnlyList<Entry> adjustments = @case.Ledger.Adjustments();
        Assert.Equal(applied.GetProperty("adjustments").GetArrayLength(), adjustments.Count);
        Assert.Equal(
            dry.GetProperty("residual_usd").GetString(),
            adjustments.Aggregate(Usd.Zero, (sum, entry) => sum + entry.Cost!.Value).ToString()
        );
        Assert.All(adjustments, entry => Assert.StartsWith("bill of November (reconciled ", entry.Reason));
    }

    [Fact]
    public async Task An_unpriced_call_gets_its_price_by_name()
    {
        using ReconcileCase @case = new(Shape.OpenAi);
        Use house = @case.Call with { Model = "house-model-1" };
        @case.Book(house, priced: false);
        @case.Bill(house with { Price = _ => 3m });
        await @case.WriteAsync();

        await @case.ReconcileAsync(_apply);

        Entry adjustment = Assert.Single(@case.Ledger.Adjustments());
        Entry settlement = @case
            .Ledger.Entries()
            .Single(entry => entry.Kind == EntryKind.Settlement && entry.ModelServed == "house-model-1");
        Assert.Equal(settlement.Id, adjustment.Corrects);
        Assert.Equal(true, adjustment.Priced);
        Assert.Equal("0.33", adjustment.Cost.ToString());
    }

    [Fact]
    public async Task A_shift_and_small_rounding_are_left_alone_unless_asked_for()
    {
        using ReconcileCase @case = new(Shape.Focus, decimals: 4);
        @case.Both(@case.Call with { At = At(8, 9), Input = 123_457 });
        Use late = @case.Call with { At = At(4, 23, 59, 50), Input = 777_000, Output = 0 };
        @case.Book(late);
        @case.Bill(late with { Day = new(2026, 11, 5) });
        await @case.WriteAsync();

        (_, JsonElement usual) = await @case.ReconcileAsync();
        (_, JsonElement asked) = await @case.ReconcileAsync("--book", "time_zone,rounding");
        (_, JsonElement large) = await @case.ReconcileAsync("--rounding-threshold", "0.000001");

        Assert.Empty(usual.GetProperty("adjustments").EnumerateArray());
        Assert.Equal(3, asked.GetProperty("adjustments").GetArrayLength());
        Assert.Single(large.GetProperty("adjustments").EnumerateArray());
    }

    [Fact]
    public async Task Applying_goes_through_the_running_gateway_and_is_seen_there()
    {
        using ReconcileCase @case = Wrong(Shape.OpenAi);
        await @case.WriteAsync();
        await using RunningGateway gateway = await @case.Ledger.ServeAsync();

        (int exit, JsonElement applied) = await @case.ReconcileAsync(_apply);

        Assert.Equal(0, exit);
        Assert.All(
            applied.GetProperty("adjustments").EnumerateArray(),
            one => Assert.Equal("booked", one.GetProperty("status").GetString())
        );
        Assert.Equal(applied.GetProperty("adjustments").GetArrayLength(), @case.Ledger.Adjustments().Count);
    }

    [Fact]
    public async Task Applying_needs_a_reason()
    {
        using ReconcileCase @case = Wrong(Shape.OpenAi);
        await @case.WriteAsync();

        (int exit, _, string error) = await @case.RunAsync([.. @case.Write(), "--apply"]);

        Assert.Equal(2, exit);
        Assert.Contains("--reason", error, StringComparison.Ordinal);
    }

    /// <summary>Everything that is booked by default, on different days.</summary>
    private static ReconcileCase Wrong(Shape shape)
    {
        ReconcileCase @case = new(shape);
        @case.Bill(@case.Call with { At = At(3, 10), Input = 1_000, Output = 500 });
        Use batch = @case.Call with { At = At(5, 10) };
        @case.Book(batch);
        @case.Bill(batch with { Tier = "batch" });
        Use dear = @case.Call with { At = At(8, 10) };
        @case.Book(dear);
        @case.Bill(dear with { Price = meter => meter == Meters.Input ? 20m : 31m });
        Use house = @case.Call with { At = At(8, 11), Model = "house-model-1" };
        @case.Book(house, priced: false);
        @case.Bill(house with { Price = _ => 3m });
        Use guessed = @case.Call with { At = At(9, 11), Output = 700 };
        @case.Book(guessed, estimated: true);
        @case.Bill(guessed with { Output = 800 });
        return @case;
    }
}
