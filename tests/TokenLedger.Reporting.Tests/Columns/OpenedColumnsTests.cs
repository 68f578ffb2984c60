using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Columns;

public sealed class OpenedColumnsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<ColumnRow> _rows = RandomRows.Of(seed: 3, 2500);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Kept_columns_show_every_batch_as_soon_as_it_is_written_and_across_seals()
    {
        ColumnFolder folder = new(_folder["columns"]);
        using OpenedColumns opened = new();
        using ColumnStore store = ColumnStore.Open(folder, segmentRows: 700)!;

        foreach (ColumnRow[] part in _rows.Chunk(130))
        {
            store.Append(part, part[^1].Sequence + 1);
            using ColumnView kept = opened.View(folder)!;
            using ColumnView fresh = ColumnView.Open(folder)!;

            Assert.Equal(part[^1].Sequence + 1, kept.Position);
            Assert.Equal(Values(fresh), Values(kept));
        }
    }

    [Fact]
    public void What_a_reader_holds_stays_as_it_was_while_more_is_written_and_after_the_columns_were_closed()
    {
        ColumnFolder folder = new(_folder["columns"]);
        using OpenedColumns opened = new();
        using ColumnStore store = ColumnStore.Open(folder, segmentRows: 700)!;
        store.Append(_rows[..900], 900);
        using ColumnView held = opened.View(folder)!;
        List<long> before = Values(held);

        store.Append(_rows[900..], _rows[^1].Sequence + 1);
        opened.View(folder)!.Dispose();
        opened.Dispose();

        Assert.Equal(before, Values(held));
    }

    [Fact]
    public void Columns_built_again_under_another_name_are_read_from_their_beginning()
    {
        using OpenedColumns opened = new();
        ColumnFolder old = new(_folder["old"]);
        ColumnFolder rebuilt = new(_folder["rebuilt"]);
        using ColumnStore first = ColumnStore.Open(old)!;
        first.Append(_rows[..500], 500);
        opened.View(old)!.Dispose();
        using ColumnStore second = ColumnStore.Open(rebuilt)!;
        second.Append(_rows[..200], 200);

        using ColumnView view = opened.View(rebuilt)!;

        Assert.Equal(200, view.Position);
        Assert.Equal(200, view.Chunks.Sum(chunk => chunk.Rows));
    }

    private static List<long> Values(ColumnView view)
    {
        List<long> all = [];
        foreach (Chunk chunk in view.Chunks)
        {
            long[] values = new long[chunk.Rows];
            for (int column = 0; column < ColumnLayout.Fixed; column++)
            {
                chunk.Read(column, 0, values);
                all.AddRange(values);
            }
        }

        return all;
    }
}
