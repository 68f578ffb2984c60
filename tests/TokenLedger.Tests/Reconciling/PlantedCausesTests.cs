using System.Text.Json;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using static TokenLedger.Tests.Reconciling.ReconcileCase;

namespace TokenLedger.Tests.Reconciling;

/// <summary>Each cause, planted into each form of export, found by the command with its exact amount.</summary>
public sealed class PlantedCausesTests
{
    public static TheoryData<Shape> Shapes => [.. Enum.GetValues<Shape>()];

    /// <summary>Exports that state quantities, which tell missing usage from another price.</summary>
    public static TheoryData<Shape> CountingShapes => [Shape.OpenAi, Shape.Anthropic, Shape.Focus, Shape.Csv];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_bill_that_agrees_needs_no_explanation(Shape shape)
    {
        using ReconcileCase @case = new(shape);
        await @case.WriteAsync();

        (int exit, JsonElement report) = await @case.ReconcileAsync();

        Assert.Equal(0, exit);
        Assert.Equal("0", report.GetProperty("residual_usd").GetString());
        Assert.NotEqual("0", report.GetProperty("theirs_usd").GetString());
        Assert.All(
            report.GetProperty("rows").EnumerateArray(),
            row => Assert.Empty(row.GetProperty("explanations").EnumerateArray())
        );
    }

    [Theory]
    [MemberData(nameof(CountingShapes))]
    public async Task What_the_ledger_never_saw_is_missing_here(Shape shape)
    {
        using ReconcileCase @case = new(shape);
        Use unseen = @case.Call with { Input = 1_000, Output = 500 };
        @case.Bill(unseen);

        await FindsAsync(@case, "missing_here", @case.Cost(unseen));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task What_is_not_on_the_bill_is_missing_there(Shape shape)
    {
        using ReconcileCase @case = new(shape);
        Use unbilled = @case.Call with { Input = 1_234, Output = 500 };
        @case.Book(unbilled);

        await FindsAsync(@case, "missing_there", -@case.Cost(unbilled));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_call_over_midnight_is_a_time_zone_shift(Shape shape)
    {
        using ReconcileCase @case = new(shape);
        Use late = @case.Call with { At = At(4, 23, 59, 50), Input = 777, Output = 333 };
        @case.Book(late);
        @case.Bill(late with { Day = new(2026, 11, 5) });
        await @case.WriteAsync();

        (int exit, JsonElement report) = await @case.ReconcileAsync();

        Assert.Equal(0, exit);
        Assert.Equal("0", report.GetProperty("residual_usd").GetString());
        Usd moved = @case.Cost(late);
        Assert.Equal((-moved).ToString(), Cause(Row(report, "2026-11-04"), "time_zone"));
        Assert.Equal(moved.ToString(), Cause(Row(report, "2026-11-05"), "time_zone"));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Days_of_another_zone_are_told_from_the_calls(Shape shape)
    {
        using ReconcileCase @case = new(shape);
        for (int hour = 0; hour < 96; hour++)
        {
            Use use = @case.Call with { At = At(3, 0).AddHours(hour), Input = 1_000 + hour * 37, Output = 0 };
            DateOnly day = DateOnly.FromDateTime(use.At.UtcDateTime.AddHours(-8));
            @case.Book(use);
            if (day.Day >= 3)
            {
                @case.Bill(use with { Day = day });
            }
        }

        await @case.WriteAsync();

        (_, JsonElement report) = await @case.ReconcileAsync("--from", "2026-11-04", "--to", "2026-11-06");

        Assert.Equal("-08:00:00", report.GetProperty("found_utc_offset").GetString());
        Assert.Equal("0", report.GetProperty("unexplained_usd").GetString());
        Assert.Equal(report.GetProperty("residual_usd").GetString(), Cause(report, "time_zone"));
        Assert.NotEqual("0", Cause(Row(report, "2026-11-04"), "time_zone"));
    }

    [Theory]
    [MemberData(nameof(CountingShapes))]
    public async Task Another_price_is_a_price_difference(Shape shape)
    {
        using ReconcileCase @case = new(shape);
        Use dear = @case.Call with { At = At(8, 9) };
        @case.Book(dear);
        Use charged = dear with { Price = meter => meter == Meters.Input ? 3.3m : 15.5m };
        @case.Bill(charged);

        await FindsAsync(@case, "price", @case.Cost(charged) - @case.Cost(dear));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task What_the_last_decimal_cannot_say_is_rounding(Shape shape)
    {
        using ReconcileCase @case = new(shape, decimals: 2);
        @case.Both(@case.Call with { At = At(8, 9), Input = 123_457, Output = 12_343 });
        await @case.WriteAsync();

        (int exit, JsonElement report) = await @case.ReconcileAsync();

        Assert.Equal(0, exit);
        Assert.NotEqual("0", report.GetProperty("residual_usd").GetString());
        Assert.Equal(report.GetProperty("residual_usd").GetString(), Cause(report, "rounding"));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task The_same_usage_in_another_tier_is_a_tier_difference(Shape shape)
    {
        using ReconcileCase @case = new(shape);
        @case.Book(@case.Call);
        Use batch = @case.Call with { Tier = "batch" };
        @case.Bill(batch);

        await FindsAsync(@case, "tier", @case.Cost(batch) - @case.Cost(@case.Call));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task What_the_ledger_has_no_price_for_is_unpriced(Shape shape)
    {
        using ReconcileCase @case = new(shape);
        Use house = @case.Call with { Model = "house-model-1" };
        @case.Book(house, priced: false);
        Use charged = house with { Price = _ => 3m };
        @case.Bill(charged);

        await FindsAsync(@case, "unpriced", @case.Cost(charged));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task What_the_ledger_estimated_is_corrected_by_the_bill(Shape shape)
    {
        using ReconcileCase @case = new(shape);
        @case.Book(@case.Call with { Output = 700 }, estimated: true);
        @case.Bill(@case.Call with { Output = 900 });

        await FindsAsync(
            @case,
            "estimated",
            @case.Cost(@case.Call with { Output = 900 }) - @case.Cost(@case.Call with { Output = 700 })
        );
    }

    [Theory]
    [MemberData(nameof(CountingShapes))]
    public async Task All_at_once_are_told_apart(Shape shape)
    {
        using ReconcileCase @case = new(shape);
        Use unseen = @case.Call with { At = At(3, 10), Input = 1_000, Output = 500 };
        Use unbilled = @case.Call with { At = At(4, 10), Input = 1_234, Output = 501 };
        Use batch = @case.Call with { At = At(5, 10) };
        Use dear = @case.Call with { At = At(8, 10) };
        Use house = @case.Call with { At = At(8, 11), Model = "house-model-1" };
        Use guessed = @case.Call with { At = At(9, 11), Output = 700 };
        Use late = @case.Call with { At = At(9, 23, 59, 58), Input = 20_000, Output = 0 };
        @case.Bill(unseen);
        @case.Book(unbilled);
        @case.Book(batch);
        @case.Bill(batch with { Tier = "batch" });
        @case.Book(dear);
        @case.Bill(dear with { Price = _ => 20m });
        @case.Book(house, priced: false);
        @case.Bill(house with { Price = _ => 3m });
        @case.Book(guessed, estimated: true);
        @case.Bill(guessed with { Output = 800 });
        @case.Both(@case.Call with { At = At(10, 1) });
        @case.Both(@case.Call with { At = At(11, 1) });
        Use border = late with { At = At(10, 23, 59, 58) };
        @case.Book(border);
        @case.Bill(border with { Day = new(2026, 11, 11) });
        await @case.WriteAsync();

        (int exit, JsonElement report) = await @case.ReconcileAsync();

        Assert.Equal(0, exit);
        Assert.Equal(@case.Cost(unseen).ToString(), Cause(report, "missing_here"));
        Assert.Equal((-@case.Cost(unbilled)).ToString(), Cause(report, "missing_there"));
        Assert.Equal((@case.Cost(batch with { Tier = "batch" }) - @case.Cost(batch)).ToString(), Cause(report, "tier"));
        Assert.Equal(
            (@case.Cost(dear with { Price = _ => 20m }) - @case.Cost(dear)).ToString(),
            Cause(report, "price")
        );
        Assert.Equal(@case.Cost(house with { Price = _ => 3m }).ToString(), Cause(report, "unpriced"));
        Assert.Equal(
            (@case.Cost(guessed with { Output = 800 }) - @case.Cost(guessed)).ToString(),
            Cause(report, "estimated")
        );
        Assert.Equal(@case.Cost(border).ToString(), Cause(Row(report, "2026-11-11"), "time_zone"));
        Assert.Equal("0", report.GetProperty("unexplained_usd").GetString());
    }

    [Theory]
    [InlineData(Shape.OpenAiCosts)]
    [InlineData(Shape.AnthropicCosts)]
    public async Task Charges_alone_do_not_guess_between_missing_usage_and_a_price_and_name_both(Shape shape)
    {
        using ReconcileCase @case = new(shape);
        @case.Bill(@case.Call with { Input = 1_000, Output = 500 });
        await @case.WriteAsync();

        (int exit, JsonElement report) = await @case.ReconcileAsync();

        Usd amount = @case.Cost(@case.Call with { Input = 1_000, Output = 500 });
        Assert.Equal((1, amount.ToString()), (exit, report.GetProperty("unexplained_usd").GetString()));
        JsonElement row = Row(report, "2026-11-03");
        Assert.Equal(2, row.GetProperty("explanations").GetArrayLength());
        JsonElement input = row.GetProperty("explanations")[0];
        Assert.Equal("unexplained", input.GetProperty("cause").GetString());
        Assert.StartsWith("1000 more units at ", input.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Contains(", or a price of ", input.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Shape.OpenAiCosts)]
    [InlineData(Shape.AnthropicCosts)]
    public async Task Charges_alone_tell_a_model_that_the_ledger_has_nothing_of(Shape shape)
    {
        using ReconcileCase @case = new(shape);
        string other = shape == Shape.OpenAiCosts ? "gpt-4o-mini" : "claude-haiku-4-5";
        Use unseen = @case.Call with { Model = other };
        @case.Bill(unseen);

        await FindsAsync(@case, "missing_here", @case.Cost(unseen));
    }

    private static async Task FindsAsync(ReconcileCase @case, string cause, Usd amount)
    {
        await @case.WriteAsync();

        (int exit, JsonElement report) = await @case.ReconcileAsync();

        Assert.Equal(amount.ToString(), report.GetProperty("residual_usd").GetString());
        Assert.True(Cause(report, cause) == amount.ToString(), report.GetProperty("rows").ToString());
        Assert.Equal(0, exit);
        foreach (JsonElement row in report.GetProperty("rows").EnumerateArray())
        {
            foreach (JsonElement part in row.GetProperty("explanations").EnumerateArray())
            {
                Assert.Equal(cause, part.GetProperty("cause").GetString());
            }
        }
    }

    private static string? Cause(JsonElement of, string cause) =>
        of.GetProperty("causes").GetProperty(cause).GetString();

    private static JsonElement Row(JsonElement report, string day) =>
        report.GetProperty("rows").EnumerateArray().First(row => row.GetProperty("day").GetString() == day);
}
