using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Exports;

public sealed class ExportTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData(" =1", "' =1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("plain", "plain")]
    [InlineData("a-b", "a-b")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("=HYPERLINK(\"http://x\",1)", "\"'=HYPERLINK(\"\"http://x\"\",1)\"")]
    [InlineData(null, "")]
    public void A_text_cell_is_never_a_formula(string? value, string cell) => Assert.Equal(cell, CsvCell.Text(value));

    [Fact]
    public void A_rounded_column_adds_up_to_its_rounded_total()
    {
        Gen<long[]> picos = Gen.Choose(-2_000_000_000, 2_000_000_000).Select(number => number * 997L).ArrayOf();
        Prop.ForAll(
                picos.ToArbitrary(),
                amounts =>
                {
                    (IReadOnlyList<Usd> shown, Usd total) = SixDecimals.Round([
                        .. amounts.Select(pico => new Usd(pico)),
                    ]);
                    Usd sum = shown.Aggregate(Usd.Zero, (left, right) => left + right);
                    Usd exact = amounts.Aggregate(Usd.Zero, (left, pico) => left + new Usd(pico));
                    Assert.Equal(total, sum);
                    Assert.InRange((long)(total - exact).Pico, -500_000, 500_000);
                    Assert.All(
                        shown.Zip(amounts),
                        pair => Assert.InRange((long)pair.First.Pico - pair.Second, -999_999, 999_999)
                    );
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("0", "0.000000")]
    [InlineData("12.5", "12.500000")]
    [InlineData("-0.000001", "-0.000001")]
    public void Amounts_for_people_have_six_decimals(string amount, string shown) =>
        Assert.Equal(shown, SixDecimals.Format(Samples.Dollars(amount)));

    [Fact]
    public async Task A_missing_folder_is_named_and_what_to_do()
    {
        using TemporaryFolder folder = new();
        string target = folder["missing/costs.csv"];
        DirectoryNotFoundException refused = await Assert.ThrowsAsync<DirectoryNotFoundException>(() =>
            AtomicFile.WriteAsync(target, _ => Task.CompletedTask)
        );
        Assert.Equal(
            $"The folder {folder["missing"]} does not exist. Make it, or name another place for costs.csv.",
            refused.Message
        );
    }

    [Fact]
    public async Task A_folder_in_place_of_a_file_is_named()
    {
        using TemporaryFolder folder = new();
        IOException refused = await Assert.ThrowsAsync<IOException>(() =>
            AtomicFile.WriteAsync(folder.Path, _ => Task.CompletedTask)
        );
        Assert.Equal($"{folder.Path} is a folder. Name a file in it.", refused.Message);
    }

    [Fact]
    public async Task A_file_is_written_whole_or_not_at_all()
    {
        using TemporaryFolder folder = new();
        string target = folder["costs.csv"];
        await File.WriteAllTextAsync(target, "before", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<IOException>(() =>
            AtomicFile.WriteAsync(
                target,
                async writer =>
                {
                    await writer.WriteAsync("half");
                    throw new IOException("no space");
                }
            )
        );
        Assert.Equal("before", await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken));
        await AtomicFile.WriteAsync(target, writer => writer.WriteAsync("after"));
        Assert.Equal("after", await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken));
        Assert.Equal([target], Directory.GetFiles(folder.Path));
    }
}
