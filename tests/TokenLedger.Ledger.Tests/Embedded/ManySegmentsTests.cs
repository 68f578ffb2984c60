using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Merkle;
using TokenLedger.Ledger.Tests.Support;
using TokenLedger.Ledger.Verification;

namespace TokenLedger.Ledger.Tests.Embedded;

public sealed class ManySegmentsTests
{
    private const int Count = 70_000;

    [Fact]
    public async Task Seventy_thousand_entries_cross_a_segment_and_stay_provable()
    {
        using TempFolder folder = new();
        EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        await ledger.FillAsync(Count - 1);
        await ledger.AppendedAsync(Samples.Authorization());
        LedgerHead head = ledger.Head;
        await ledger.DisposeAsync();

        TilesHaveTheShapesOfTheSpecification(folder);
        await ProofsHoldAsync(folder, head);
        await StartUpReplaysOnlyTheLastSegmentAsync(folder);

        VerificationReport report = await LedgerVerifier.RunAsync(
            folder.Path,
            null,
            null,
            TestContext.Current.CancellationToken
        );
        Assert.Empty(report.Findings);
        Assert.Equal(Count, report.Head.Size);
        Assert.Equal(head.Root.ToArray(), report.Head.Root.ToArray());
        Assert.Equal(1, report.OpenHolds);
    }

    private static void TilesHaveTheShapesOfTheSpecification(TempFolder folder)
    {
        // The shapes that C2SP tlog-tiles gives for a tree of 70,000 leaves.
        Assert.Equal(256 * 32, new FileInfo(folder.File("tile/0/000")).Length);
        Assert.Equal(256 * 32, new FileInfo(folder.File("tile/0/272")).Length);
        Assert.Equal(112 * 32, new FileInfo(folder.File("tile/0/273.p/112")).Length);
        Assert.Equal(256 * 32, new FileInfo(folder.File("tile/1/000")).Length);
        Assert.Equal(17 * 32, new FileInfo(folder.File("tile/1/001.p/17")).Length);
        Assert.Equal(1 * 32, new FileInfo(folder.File("tile/2/000.p/1")).Length);
        Assert.True(File.Exists(folder.File("tile/entries/272")));
        Assert.True(File.Exists(folder.File("tile/entries/273.p/112")));
        Assert.Equal(
            273 + 1 + 1 + 1 + 1,
            Directory
                .GetFiles(folder.File("tile"), "*", SearchOption.AllDirectories)
                .Count(path => !path.Contains("entries", StringComparison.Ordinal))
        );
    }

    private static async Task ProofsHoldAsync(TempFolder folder, LedgerHead head)
    {
        using LedgerReader reader = LedgerReader.Open(folder.Path).Reader!;
        Assert.Equal(head.Size, reader.Head.Size);
        Assert.Equal(head.Root.ToArray(), reader.Head.Root.ToArray());
        Random random = new(7);
        for (int i = 0; i < 200; i++)
        {
            long size = random.Next(1, Count + 1);
            InclusionProof proof = reader.ProveInclusion(random.NextInt64(size), size);
            Assert.True(MerkleProof.VerifyInclusion(proof), $"{proof.Sequence} in {size}");
            Assert.Equal(LeafHash.Of(reader.Read(proof.Sequence, 1)[0].Bytes.Span), proof.LeafHash.ToArray());
            Assert.True(
                MerkleProof.VerifyConsistency(
                    size,
                    proof.Root.Span,
                    head.Size,
                    head.Root.Span,
                    reader.ProveConsistency(size, head.Size)
                )
            );
        }

        await Task.CompletedTask;
    }

    private static async Task StartUpReplaysOnlyTheLastSegmentAsync(TempFolder folder)
    {
        using TempFolder copy = new();
        folder.CopyTo(copy.Path);
        File.Delete(copy.File("state/000000065536.snap"));
        OpenResult slow = await EmbeddedLedger.OpenAsync(
            new() { Folder = copy.Path },
            new ManualClock(),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(Count, slow.ReplayedEntries);
        await slow.Ledger!.DisposeAsync();

        using TempFolder second = new();
        folder.CopyTo(second.Path);
        OpenResult fast = await EmbeddedLedger.OpenAsync(
            new() { Folder = second.Path },
            new ManualClock(),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(Count - 65_536, fast.ReplayedEntries);
        Assert.Equal(1, fast.RecoveredHolds);
        Assert.Equal(Count + 1, fast.Ledger!.Head.Size);
        await fast.Ledger.DisposeAsync();
    }
}
