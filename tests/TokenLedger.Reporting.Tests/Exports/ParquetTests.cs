using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Reporting.Exports.Parquet;
using TokenLedger.Reporting.Exports.Rows;

namespace TokenLedger.Reporting.Tests.Exports;

public sealed class ParquetTests
{
    private static readonly ExportColumn[] s_columns =
    [
        new("text"),
        new("few"),
        ExportColumn.Whole("whole"),
        ExportColumn.Amount("amount"),
        ExportColumn.Flag("flag"),
        ExportColumn.Instant("instant"),
    ];

    [Fact]
    public void What_is_written_is_read_back_whatever_it_is() =>
        Prop.ForAll(
                Gen.Choose(int.MinValue, int.MaxValue).ArrayOf().ToArbitrary(),
                numbers =>
                {
                    Cell[][] rows = [.. numbers.Select(Row)];
                    using MemoryStream file = new(Write(rows));
                    ParquetFile read = ParquetFile.Open(file);
                    Assert.Equal(s_columns.Select(column => column.Name), read.Columns.Select(column => column.Name));
                    Assert.Equal(rows.Length, read.Rows);
                    Assert.Equal("b", read.Stamp["a"]);
                    Assert.Equal(rows, read.Read());
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void More_rows_than_a_group_has_are_in_several_groups()
    {
        Cell[][] rows = [.. Enumerable.Range(0, ParquetRows.GroupRows + 5).Select(Row)];
        using MemoryStream file = new(Write(rows));
        Assert.Equal(rows, ParquetFile.Open(file).Read());
    }

    [Fact]
    public void Runs_of_any_numbers_are_read_back() =>
        Prop.ForAll(
                Gen.Choose(0, 5).ListOf().ToArbitrary(),
                Gen.Choose(1, 30).ToArbitrary(),
                (numbers, times) =>
                {
                    int[] all = [.. numbers.SelectMany(number => Enumerable.Repeat(number, number * times % 23))];
                    System.Buffers.ArrayBufferWriter<byte> to = new();
                    RunLengths.Write(all, 3, to);
                    int[] read = new int[all.Length];
                    RunLengths.Read(to.WrittenSpan, 3, read);
                    Assert.Equal(all, read);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_file_that_is_cut_off_is_no_file()
    {
        byte[] whole = Write([.. Enumerable.Range(0, 40).Select(Row)]);
        foreach (int length in (int[])[0, 3, 11, whole.Length / 2, whole.Length - 1])
        {
            using MemoryStream cut = new(whole[..length]);
            Assert.ThrowsAny<Exception>(() => ParquetFile.Open(cut).Read().Count());
        }
    }

    private static Cell[] Row(int number) =>
        [
            number % 5 == 0 ? Cell.None : Cell.Of("ü" + number),
            number % 7 == 0 ? Cell.None : Cell.Of("f" + Math.Abs(number % 3)),
            Cell.Of((long)number * int.MaxValue),
            Cell.Of((Int128)number * long.MaxValue * 1000),
            number % 2 == 0 ? Cell.None : Cell.Of(number % 3 == 0),
            Cell.Of((long)number * 1_000),
        ];

    private static byte[] Write(Cell[][] rows)
    {
        using MemoryStream to = new();
        ParquetRows writer = new(to, s_columns, () => new Dictionary<string, string> { ["a"] = "b" });
        foreach (Cell[] row in rows)
        {
            writer.WriteAsync(row, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }

        writer.EndAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return to.ToArray();
    }
}
