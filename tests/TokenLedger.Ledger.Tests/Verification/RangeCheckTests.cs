using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Tests.Support;
using TokenLedger.Ledger.Verification;

namespace TokenLedger.Ledger.Tests.Verification;

public sealed class RangeCheckTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_range_of_a_running_ledger_is_proved_against_its_checkpoint()
    {
        using TempFolder folder = new();
        await FillAsync(folder, 700);
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);

        RangeReport whole = await RangeCheck.RunAsync(ledger, 0, RangeCheck.MostEntries, Cancellation);
        RangeReport part = await RangeCheck.RunAsync(ledger, 690, 100, Cancellation);
        RangeReport beyond = await RangeCheck.RunAsync(ledger, 5_000, 10, Cancellation);

        Assert.True(whole.IsIntact, string.Join('\n', whole.Findings));
        Assert.Equal(whole.Checkpoint.Size, whole.Entries);
        Assert.Equal(ledger.Checkpoint.Size - 690, part.Entries);
        Assert.True(part.IsIntact);
        Assert.Equal(0, beyond.Entries);
    }

    [Fact]
    public async Task An_entry_that_says_something_else_than_what_was_signed_is_found_by_its_place()
    {
        using TempFolder folder = new();
        await FillAsync(folder, 20);
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        byte[] other = CanonicalEntry.Encode(
            Samples.Admin("not what was written") with
            {
                RecordedAt = EntryReader.Parse((await ledger.ReadAsync(7, 1, Cancellation))[0].Bytes.Span).RecordedAt,
            }
        );

        RangeReport report = await RangeCheck.RunAsync(new Forged(ledger, 7, other), 0, 20, Cancellation);

        Finding finding = Assert.Single(report.Findings);
        Assert.Equal(7, finding.Index);
        Assert.Contains("not in the tree", finding.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_entry_and_entries_that_are_missing_are_findings()
    {
        using TempFolder folder = new();
        await FillAsync(folder, 20);
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);

        RangeReport broken = await RangeCheck.RunAsync(new Forged(ledger, 3, "{}"u8.ToArray()), 0, 5, Cancellation);
        RangeReport cut = await RangeCheck.RunAsync(new Forged(ledger, 3, null), 0, 5, Cancellation);

        Assert.Equal([3L, 3L], broken.Findings.Select(finding => finding.Index!.Value));
        Assert.Equal(3, Assert.Single(cut.Findings).Index);
        Assert.Equal(3, cut.Entries);
    }

    private static async Task FillAsync(TempFolder folder, int entries)
    {
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        await ledger.FillAsync(entries);
    }

    /// <summary>A ledger one entry of which reads otherwise, or where reading ends.</summary>
    private sealed class Forged(ILedger ledger, long at, byte[]? bytes) : ILedger
    {
        public string Origin => ledger.Origin;

        public LedgerHead Head => ledger.Head;

        public string? Failure => ledger.Failure;

        public SignedCheckpoint Checkpoint => ledger.Checkpoint;

        public ValueTask<AppendResult> AppendAsync(Entry entry, CancellationToken cancellation) =>
            ledger.AppendAsync(entry, cancellation);

        public async ValueTask<IReadOnlyList<StoredEntry>> ReadAsync(
            long from,
            int most,
            CancellationToken cancellation
        )
        {
            IReadOnlyList<StoredEntry> read = await ledger.ReadAsync(from, most, cancellation);
            return bytes is null
                ? [.. read.TakeWhile(entry => entry.Sequence < at)]
                : [.. read.Select(entry => entry.Sequence == at ? new(at, bytes) : entry)];
        }

        public ValueTask WaitBeyondAsync(long size, CancellationToken cancellation) =>
            ledger.WaitBeyondAsync(size, cancellation);

        public ValueTask<InclusionProof> ProveInclusionAsync(
            long sequence,
            long treeSize,
            CancellationToken cancellation
        ) => ledger.ProveInclusionAsync(sequence, treeSize, cancellation);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
