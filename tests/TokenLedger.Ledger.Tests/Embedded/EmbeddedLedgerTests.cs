using System.Globalization;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Merkle;
using TokenLedger.Ledger.Signing;
using TokenLedger.Ledger.Tests.Support;

namespace TokenLedger.Ledger.Tests.Embedded;

public sealed class EmbeddedLedgerTests
{
    [Fact]
    public async Task What_is_appended_is_read_back_in_order_and_survives_a_restart()
    {
        using TempFolder folder = new();
        await using (EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path))
        {
            for (int i = 0; i < 20; i++)
            {
                Assert.Equal(i, await ledger.AppendedAsync(Samples.Admin($"book-{i}")));
            }
        }

        await using EmbeddedLedger again = await Samples.OpenAsync(folder.Path);
        List<byte[]> all = await again.AllAsync();
        Assert.Equal(
            Enumerable.Range(0, 20).Select(i => $"book-{i}"),
            all.Select(bytes => EntryReader.Parse(bytes).Subject)
        );
        Assert.Equal(20, again.Head.Size);
        Assert.Equal("example.test/ledger", again.Origin);
    }

    [Fact]
    public async Task Times_of_recording_strictly_increase_under_parallel_callers_and_a_clock_that_stands_still()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path, new StoppedClock());
        await ledger.FillAsync(3000);

        DateTimeOffset[] times = [.. (await ledger.AllAsync()).Select(bytes => EntryReader.Parse(bytes).RecordedAt)];
        Assert.Equal(3000, times.Length);
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.First < pair.Second));
    }

    [Fact]
    public async Task An_authorization_ends_exactly_once()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        Entry authorization = Samples.Authorization();
        await ledger.AppendedAsync(authorization);

        async Task<AppendStatus> StatusOf(Entry entry) =>
            (await ledger.AppendAsync(entry, CancellationToken.None)).Status;

        Assert.Equal(AppendStatus.DuplicateId, await StatusOf(authorization));
        Assert.Equal(AppendStatus.UnknownAuthorization, await StatusOf(Samples.Settlement(Guid.CreateVersion7())));
        Assert.Equal(
            AppendStatus.UnknownAuthorization,
            await StatusOf(Samples.Settlement(authorization.Id) with { Settles = null })
        );
        AppendStatus[] racing = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => StatusOf(Samples.Settlement(authorization.Id)))
        );
        Assert.Single(racing, AppendStatus.Appended);
        Assert.Equal(19, racing.Count(status => status == AppendStatus.AlreadyResolved));
        Assert.Equal(AppendStatus.AlreadyResolved, await StatusOf(Samples.Void(authorization.Id)));
        Assert.Equal(2, ledger.Head.Size);
    }

    [Fact]
    public async Task An_entry_beyond_the_limit_is_refused_and_takes_no_place()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        for (int i = 0; i < AppendQueue.Places + 1; i++)
        {
            AppendResult refused = await ledger.AppendAsync(
                Samples.Admin(new string('x', CanonicalEntry.MostBytes)),
                CancellationToken.None
            );
            Assert.Equal(AppendStatus.TooLarge, refused.Status);
        }

        Assert.Equal(0, await ledger.AppendedAsync(Samples.Admin("small")));
    }

    [Fact]
    public async Task A_follower_is_woken_when_the_head_moves()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        ValueTask waiting = ledger.WaitBeyondAsync(0, CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        await ledger.AppendedAsync(Samples.Admin("one"));
        await waiting;
        Assert.Equal(1, ledger.Head.Size);

        using CancellationTokenSource stop = new();
        ValueTask cancelled = ledger.WaitBeyondAsync(1, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled);
    }

    [Fact]
    public async Task A_clean_stop_leaves_a_signed_checkpoint_exactly_at_the_head()
    {
        using TempFolder folder = new();
        EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        await ledger.FillAsync(300);
        LedgerHead head = ledger.Head;
        await ledger.DisposeAsync();

        string note = await File.ReadAllTextAsync(folder.File("checkpoint"), TestContext.Current.CancellationToken);
        Assert.True(
            VerifierKey.TryParse(
                await File.ReadAllTextAsync(folder.File("vkey"), TestContext.Current.CancellationToken),
                out VerifierKey? key
            )
        );
        Assert.Equal(
            $"example.test/ledger\n300\n{Convert.ToBase64String(head.Root.Span)}\n",
            note[..(note.IndexOf("\n\n", StringComparison.Ordinal) + 1)]
        );
        Assert.Null(CheckpointNote.Read(note, key, out _));
        Assert.NotNull(CheckpointNote.Read(note.Replace("300", "301", StringComparison.Ordinal), key, out _));
    }

    [Fact]
    public async Task A_second_writer_is_refused_and_told_who_holds_the_ledger()
    {
        using TempFolder folder = new();
        await using (EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path))
        {
            Assert.True(LedgerReader.IsWriterRunning(folder.Path));
            OpenResult second = await EmbeddedLedger.OpenAsync(
                new() { Folder = folder.Path },
                TimeProvider.System,
                TestContext.Current.CancellationToken
            );
            Assert.False(second.IsOpen);
            Assert.Contains(
                Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
                second.Problem,
                StringComparison.Ordinal
            );
        }

        Assert.False(LedgerReader.IsWriterRunning(folder.Path));
    }

    [Fact]
    public async Task A_lock_that_is_let_go_meanwhile_is_waited_for()
    {
        using TempFolder folder = new();
        await (await Samples.OpenAsync(folder.Path)).DisposeAsync();
        ValueTask<OpenResult> opening;
        using (FolderLock.TryTake(folder.File("lock")))
        {
            opening = EmbeddedLedger.OpenAsync(
                new() { Folder = folder.Path, Origin = "example.test/ledger" },
                TimeProvider.System,
                TestContext.Current.CancellationToken
            );
            Assert.False(opening.IsCompleted);
        }

        OpenResult opened = await opening;
        Assert.True(opened.IsOpen, opened.Problem);
        await opened.Ledger.DisposeAsync();
    }

    [Fact]
    public async Task A_signing_key_that_others_can_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no Unix permissions.");
            return;
        }

        using TempFolder folder = new();
        await (await Samples.OpenAsync(folder.Path)).DisposeAsync();
        string key = folder.File("signing.key");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        OpenResult refused = await EmbeddedLedger.OpenAsync(
            new() { Folder = folder.Path },
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        Assert.Contains("chmod 600", refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_holds_of_a_dead_process_are_settled_whole_as_estimates()
    {
        SimulatedFiles files = new();
        OpenResult first = await SimulatedLedger.OpenAsync(files, new ManualClock());
        Entry priced = Samples.Authorization();
        Entry unpriced = Samples.Authorization() with { Hold = new Hold(10, 20, null) };
        EmbeddedLedger dying = first.Ledger!;
        await dying.AppendedAsync(priced);
        await dying.AppendedAsync(unpriced);
        // The process dies here: nothing is closed.
        SimulatedFiles left = SimulatedFiles.AfterPowerLoss(files.Operations, files.Operations.Count, (_, _) => true);
        await dying.DisposeAsync();

        OpenResult opened = await SimulatedLedger.OpenAsync(left, new ManualClock());
        Assert.Equal(2, opened.RecoveredHolds);
        Entry[] entries = [.. (await opened.Ledger!.AllAsync()).Select(bytes => EntryReader.Parse(bytes))];
        await opened.Ledger!.DisposeAsync();

        Entry settled = entries.Single(entry => entry.Settles == priced.Id);
        Assert.Equal("crash", settled.Outcome);
        Assert.Equal(["recovered"], settled.Flags);
        Assert.Equal(priced.Hold!.Amount, settled.Cost);
        Assert.Equal(priced.Hold.Amount, settled.EstimatedCost);
        Assert.Equal(priced.Hold.Amount, settled.Lines.Single().Amount);
        Assert.Equal(UsageSource.Estimated, settled.UsageSource);
        Assert.Equal("acme", settled.Attribution.Tenant);
        Assert.Equal(priced.Call, settled.Call);

        Entry open = entries.Single(entry => entry.Settles == unpriced.Id);
        Assert.Null(open.Cost);
        Assert.False(open.Priced);
        Assert.Equal(Usd.Zero, open.KnownCost);
        Assert.All(open.Lines, line => Assert.Equal(Provenance.Estimated, line.Provenance));
    }

    [Fact]
    public async Task Every_proof_at_every_size_of_a_small_ledger_holds()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        await ledger.FillAsync(40);
        List<byte[]> all = await ledger.AllAsync();
        Frontier frontier = new();
        for (int size = 1; size <= 40; size++)
        {
            frontier.Add(LeafHash.Of(all[size - 1]));
            for (int sequence = 0; sequence < size; sequence++)
            {
                InclusionProof proof = await ledger.ProveInclusionAsync(sequence, size, CancellationToken.None);
                Assert.True(MerkleProof.VerifyInclusion(proof));
                Assert.Equal(frontier.Root(), proof.Root.ToArray());
                Assert.Equal(LeafHash.Of(all[sequence]), proof.LeafHash.ToArray());
            }
        }
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Samples.Noon;
    }
}
