using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Columns;

public sealed class ColumnStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ColumnFolder Folder => new(_folder["columns"]);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public void What_was_appended_is_read_whatever_is_sealed_meanwhile(int batch)
    {
        List<ColumnRow> rows = RandomRows.Of(seed: 1, 1000);
        using (ColumnStore store = Open())
        {
            Append(store, rows, batch);
        }

        using ColumnView view = ColumnView.Open(Folder)!;
        Assert.True(view.Chunks.Count > 2);
        Assert.Equal(rows.Select(ColumnText.Of), ColumnText.Of(view));
        Assert.Equal(rows[^1].Sequence + 1, view.Position);
    }

    [Fact]
    public void A_reader_sees_the_columns_while_they_grow_and_keeps_what_it_saw()
    {
        List<ColumnRow> rows = RandomRows.Of(seed: 2, 600);
        using ColumnStore store = Open();
        Append(store, rows[..90], 30);
        using ColumnView before = ColumnView.Open(Folder)!;
        Append(store, rows[90..], 30);
        using ColumnView after = ColumnView.Open(Folder)!;

        Assert.Equal(rows[..90].Select(ColumnText.Of), ColumnText.Of(before));
        Assert.Equal(rows.Select(ColumnText.Of), ColumnText.Of(after));
    }

    [Fact]
    public void Entries_folded_again_after_a_crash_leave_one_row_each()
    {
        List<ColumnRow> rows = RandomRows.Of(seed: 3, 300);
        using (ColumnStore store = Open())
        {
            Append(store, rows[..200], 50);
        }

        using (ColumnStore store = Open())
        {
            store.Append(rows[..250], rows[249].Sequence + 1); // the tables had not come as far
            store.Append(rows[..100], rows[99].Sequence + 1);
            store.Append(rows[250..], rows[^1].Sequence + 1);
        }

        using ColumnView view = ColumnView.Open(Folder)!;
        Assert.Equal(rows.Select(ColumnText.Of), ColumnText.Of(view));
    }

    [Fact]
    public void A_tail_cut_anywhere_is_the_columns_after_some_batch()
    {
        List<ColumnRow> rows = RandomRows.Of(seed: 4, 60);
        using (ColumnStore store = Open())
        {
            Append(store, rows, 6);
        }

        string file = Folder.Tail(0);
        byte[] whole = File.ReadAllBytes(file);
        for (int length = 0; length <= whole.Length; length += 97)
        {
            File.WriteAllBytes(file, whole[..length]);
            using (ColumnStore store = Open())
            {
                int folded = rows.Count(row => row.Sequence < store.Position);
                Assert.Equal(0, folded % 6);
                store.Append(rows, rows[^1].Sequence + 1);
            }

            using ColumnView view = ColumnView.Open(Folder)!;
            Assert.Equal(rows.Select(ColumnText.Of), ColumnText.Of(view));
        }
    }

    [Fact]
    public void A_kill_between_a_seal_and_the_next_tail_loses_nothing()
    {
        List<ColumnRow> rows = RandomRows.Of(seed: 5, 250);
        using (ColumnStore store = Open())
        {
            Append(store, rows[..100], 100);
        }

        File.Delete(Folder.Tail(1));
        using (ColumnStore store = Open())
        {
            Assert.Equal(rows[99].Sequence + 1, store.Position);
            Append(store, rows[100..], 50);
        }

        using ColumnView view = ColumnView.Open(Folder)!;
        Assert.Equal(rows.Select(ColumnText.Of), ColumnText.Of(view));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(40)]
    [InlineData(400)]
    public void A_damaged_segment_is_known_as_such(int at)
    {
        using (ColumnStore store = Open())
        {
            Append(store, RandomRows.Of(seed: 6, 100), 100);
        }

        string file = Folder.Segments()[0].File;
        byte[] bytes = File.ReadAllBytes(file);
        bytes[at] ^= 0x40;
        File.WriteAllBytes(file, bytes);

        Assert.Null(ColumnView.Open(Folder));
        Assert.Null(ColumnStore.Open(Folder, 100));
        File.WriteAllBytes(file, bytes[..50]);
        Assert.Null(ColumnView.Open(Folder));
    }

    private ColumnStore Open() => ColumnStore.Open(Folder, segmentRows: 100)!;

    private static void Append(ColumnStore store, List<ColumnRow> rows, int batch)
    {
        for (int from = 0; from < rows.Count; from += batch)
        {
            List<ColumnRow> part = rows.GetRange(from, Math.Min(batch, rows.Count - from));
            store.Append(part, part[^1].Sequence + 1);
        }
    }
}
