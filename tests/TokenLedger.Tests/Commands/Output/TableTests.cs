using TokenLedger.Commands.Output;

namespace TokenLedger.Tests.Commands.Output;

public sealed class TableTests
{
    [Fact]
    public void Small_bars_show_how_values_differ_and_nothing_as_nothing()
    {
        Assert.Equal("▁ ▄█", Sparkline.Of([1, 0, 50, 100]));
        Assert.Equal("██", Sparkline.Of([7, 7]));
        Assert.Equal("  ", Sparkline.Of([0, -5]));
        Assert.Equal("", Sparkline.Of([]));
        Assert.Equal(("", "▏", new string('█', 12)), (Bar.Of(0, 9), Bar.Of(1, 1_000_000), Bar.Of(5, 10)));
    }

    [Fact]
    public void A_table_cuts_texts_and_never_figures_to_fit_the_line()
    {
        Table table = new("NAME", ">FIGURE") { Room = 24 };
        table.Add(new string('n', 39), "123,456,789");
        using StringWriter output = new();

        table.WriteTo(output);

        Assert.Equal($"NAME              FIGURE\n{new string('n', 10)}…  123,456,789\n", output.ToString());
    }
}
