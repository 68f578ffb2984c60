using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Merkle;
using TokenLedger.Ledger.Storage;
using TokenLedger.Ledger.Tests.Support;
using TokenLedger.Ledger.Verification;

namespace TokenLedger.Ledger.Tests.Faults;

public sealed class DamageTests
{
    private const string Active = "seg/000000000000.seg";

    [Fact]
    public async Task Every_flipped_bit_of_a_segment_is_found_with_its_segment_and_entry()
    {
        using TempFolder folder = await LedgerAsync(400);
        await FlipAsync(folder, Active, flips: 150, seed: 11);
    }

    [Fact]
    public async Task Every_flipped_bit_of_a_sealed_segment_is_found_with_its_segment_and_entry()
    {
        using TempFolder folder = await LedgerAsync(65_536 + 500);
        await FlipAsync(folder, Active, flips: 6, seed: 12);
        await FlipAsync(folder, "seg/000000065536.seg", flips: 4, seed: 13);
    }

    [Fact]
    public async Task A_ledger_damaged_in_the_middle_is_refused_and_left_as_it_is()
    {
        using TempFolder folder = await LedgerAsync(50);
        Extent frame = Extents(folder, Active)[3];
        Change(folder, Active, frame.Offset + 60);
        byte[] before = await File.ReadAllBytesAsync(folder.File(Active), TestContext.Current.CancellationToken);

        string problem = await RefusedAsync(folder);
        Assert.Contains(Active, problem, StringComparison.Ordinal);
        Assert.Contains($"entry {frame.First}", problem, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(folder.File(Active), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_ledger_shorter_than_its_checkpoint_is_refused_with_both_sizes()
    {
        using TempFolder folder = await LedgerAsync(50);
        Extent last = Extents(folder, Active)[^1];
        using (FileStream segment = File.OpenWrite(folder.File(Active)))
        {
            segment.SetLength(last.Offset);
        }

        string problem = await RefusedAsync(folder);
        Assert.Contains($"holds {last.First} entries", problem, StringComparison.Ordinal);
        Assert.Contains("signs 50", problem, StringComparison.Ordinal);
        Finding finding = Assert.Single((await VerifyAsync(folder)).Findings);
        Assert.Equal("checkpoint", finding.File);
        Assert.Equal(last.First, finding.Index);
    }

    [Fact]
    public async Task An_old_copy_of_the_segments_is_refused()
    {
        using TempFolder folder = await LedgerAsync(30);
        byte[] old = await File.ReadAllBytesAsync(folder.File(Active), TestContext.Current.CancellationToken);
        await using (EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path))
        {
            await ledger.AppendedAsync(Samples.Admin("newer"));
        }

        await File.WriteAllBytesAsync(folder.File(Active), old, TestContext.Current.CancellationToken);
        Assert.Contains("old copy", await RefusedAsync(folder), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_rewritten_with_valid_checksums_is_refused_and_found()
    {
        using TempFolder folder = await LedgerAsync(20);
        Rewrite(folder, [.. Enumerable.Range(0, 20).Select(i => Samples.Admin($"forged-{i}"))]);
        Assert.Contains("do not hash to the root", await RefusedAsync(folder), StringComparison.Ordinal);
        Assert.Contains((await VerifyAsync(folder)).Findings, finding => finding.File == "checkpoint");
    }

    [Fact]
    public async Task Entries_that_break_the_rules_are_found_even_when_every_hash_agrees()
    {
        using TempFolder folder = await LedgerAsync(1);
        Entry first = Samples.Authorization();
        Entry wrongSum = Samples.Settlement(first.Id) with { Cost = new(1), KnownCost = new(1) };
        Rewrite(
            folder,
            [
                first,
                Samples.Authorization() with
                {
                    RecordedAt = first.RecordedAt,
                },
                wrongSum,
                Samples.Void(first.Id),
                Samples.Void(Guid.CreateVersion7()),
            ],
            ascending: index => index == 1 ? 0 : index
        );

        IReadOnlyList<Finding> findings = (await VerifyAsync(folder)).Findings;
        Assert.Contains(findings, f => f.Index == 1 && f.What.Contains("recorded later", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Index == 2 && f.What.Contains("lines sum to", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Index == 3 && f.What.Contains("second time", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Index == 4 && f.What.Contains("not an open", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tile/0/000")]
    [InlineData("tile/entries/000")]
    [InlineData("tile/0/001.p/44")]
    [InlineData("tile/entries/001.p/44")]
    public async Task A_changed_tile_is_found(string tile)
    {
        using TempFolder folder = await LedgerAsync(300);
        Change(folder, tile, 100);
        Assert.Equal(tile, Assert.Single((await VerifyAsync(folder)).Findings).File);
    }

    [Fact]
    public async Task A_missing_segment_is_refused_and_found()
    {
        using TempFolder folder = await LedgerAsync(65_536 + 10);
        File.Delete(folder.File(Active));
        Assert.Contains(Active, await RefusedAsync(folder), StringComparison.Ordinal);
        Assert.Contains((await VerifyAsync(folder)).Findings, finding => finding.File == Active && finding.Index == 0);
    }

    private static async Task FlipAsync(TempFolder folder, string segment, int flips, int seed)
    {
        List<Extent> frames = Extents(folder, segment);
        Random random = new(seed);
        for (int i = 0; i < flips; i++)
        {
            long offset = random.NextInt64(frames[^1].Offset + frames[^1].Length);
            Extent hit = frames.Single(frame => frame.Offset <= offset && offset < frame.Offset + frame.Length);
            int bit = Change(folder, segment, offset, random.Next(8));
            IReadOnlyList<Finding> findings = (await VerifyAsync(folder)).Findings;
            Assert.Contains(
                findings,
                finding =>
                    finding.File == segment && finding.Index >= hit.First && finding.Index < hit.First + hit.Count
            );
            Change(folder, segment, offset, bit);
        }

        Assert.Empty((await VerifyAsync(folder)).Findings);
    }

    private static async Task<TempFolder> LedgerAsync(int count)
    {
        TempFolder folder = new();
        EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        // A few commits of one entry, then large ones.
        for (int i = 0; i < Math.Min(count, 50); i++)
        {
            await ledger.AppendedAsync(Samples.Admin($"{i}"));
        }

        await ledger.FillAsync(Math.Max(0, count - 50));
        await ledger.DisposeAsync();
        return folder;
    }

    private static async Task<string> RefusedAsync(TempFolder folder)
    {
        OpenResult opened = await EmbeddedLedger.OpenAsync(
            new() { Folder = folder.Path },
            new ManualClock(),
            TestContext.Current.CancellationToken
        );
        Assert.False(opened.IsOpen);
        return opened.Problem;
    }

    private static Task<VerificationReport> VerifyAsync(TempFolder folder) =>
        LedgerVerifier.RunAsync(folder.Path, null, null, TestContext.Current.CancellationToken);

    private static int Change(TempFolder folder, string file, long offset, int bit = 4)
    {
        using FileStream stream = new(folder.File(file), FileMode.Open, FileAccess.ReadWrite);
        stream.Position = offset;
        int value = stream.ReadByte();
        stream.Position = offset;
        stream.WriteByte((byte)(value ^ (1 << bit)));
        return bit;
    }

    private static List<Extent> Extents(TempFolder folder, string segment)
    {
        using ILogFile file = new DiskFiles(folder.Path).OpenRead(segment)!;
        long first = long.Parse(
            Path.GetFileNameWithoutExtension(segment),
            System.Globalization.CultureInfo.InvariantCulture
        );
        FrameScanner scanner = new(file, first, null);
        List<Extent> frames = [];
        while (scanner.MoveNext())
        {
            Frame frame = scanner.Current;
            frames.Add(new Extent(scanner.CurrentOffset, frame.Bytes.Length, frame.First, frame.Count));
        }

        return frames;
    }

    // Puts one frame with a correct checksum and correct roots in place of the segment.
    private static void Rewrite(TempFolder folder, Entry[] entries, Func<int, int>? ascending = null)
    {
        FrameWriter frame = new();
        Frontier tree = new();
        byte[] before = tree.Root();
        frame.Begin();
        for (int i = 0; i < entries.Length; i++)
        {
            DateTimeOffset time = Samples.Noon.AddMicroseconds(ascending?.Invoke(i) ?? i);
            byte[] bytes = CanonicalEntry.Encode(entries[i] with { RecordedAt = time });
            frame.Add(bytes);
            tree.Add(LeafHash.Of(bytes));
        }

        File.WriteAllBytes(folder.File(Active), frame.End(0, before, tree.Root()).ToArray());
    }

    private sealed record Extent(long Offset, int Length, long First, int Count);
}
