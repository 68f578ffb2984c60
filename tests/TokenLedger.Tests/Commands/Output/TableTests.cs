using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Currencies;

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

    [Fact]
    public void Columns_that_do_not_fit_follow_below_beside_the_names_again()
    {
        Table table = new("NAME", ">ONE", ">TWO", ">THREE") { Room = 24 };
        table.Add("a", "111111111", "222222222", "3");
        table.Add("b", "1", "2", "333333333");
        using StringWriter output = new();

        table.WriteTo(output);

        Assert.Equal(
            """
            NAME        ONE
            a     111111111
            b             1

            NAME        TWO
            a     222222222
            b             2

            NAME      THREE
            a             3
            b     333333333

            """,
            output.ToString()
        );
    }

    [Theory]
    [InlineData(80)]
    [InlineData(40)]
    public void A_table_in_another_currency_fits_the_line_and_loses_no_figure(int room)
    {
        Table table = new("MODEL", "PROVIDER", ">CALLS", ">$COST (USD)", ">$BEFORE", ">$CHANGE", ">%", ">$ESTIMATED")
        {
            Room = room,
        };
        string[] figures = ["12,345", "1,234.567890", "2,234.567890", "+3,234.567890", "+456.7", "4,234.567890"];
        table.Add(["a-model-with-a-long-name-2026-11-01", "a-provider-of-models", .. figures]);
        using StringWriter output = new();
        Currency half = new("EUR", 0.5m, new(2026, 11, 20), "a bank");
        using CurrencyWriter other = new(output, half, isJson: false);

        table.WriteTo(other);

        string text = output.ToString();
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, room));
        Assert.All(figures, figure => Assert.Contains(figure, text, StringComparison.Ordinal));
        Assert.Contains("617.283945", text, StringComparison.Ordinal);
        Assert.Equal(4, text.Split("(EUR)").Length - 1);
    }

    [Fact]
    public void A_row_that_is_not_in_dollars_is_shown_in_no_other_currency()
    {
        Table table = new("UNIT", ">$USED");
        table.Add("usd", "10");
        table.Add(isInDollars: false, "tokens", "10");
        using StringWriter output = new();
        using CurrencyWriter other = new(output, new("EUR", 0.5m, new(2026, 11, 20), "a bank"), isJson: false);

        table.WriteTo(other);

        Assert.Equal("UNIT    USED     (EUR)\nusd       10  5.000000\ntokens    10\n", output.ToString());
    }
}
