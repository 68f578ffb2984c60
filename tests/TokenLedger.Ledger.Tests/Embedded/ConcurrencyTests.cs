using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Tests.Support;
using TokenLedger.Ledger.Verification;

namespace TokenLedger.Ledger.Tests.Embedded;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task A_full_queue_makes_callers_wait_and_drops_nothing()
    {
        SimulatedFiles files = new();
        OpenResult opened = await SimulatedLedger.OpenAsync(files, new ManualClock());
        EmbeddedLedger ledger = opened.Ledger!;
        using ManualResetEventSlim disk = new(false);
        files.Before = operation =>
        {
            if (operation is Operation.Sync)
            {
                disk.Wait();
            }
        };

        Task<AppendResult>[] taken =
        [
            .. Enumerable
                .Range(0, AppendQueue.Places)
                .Select(i => ledger.AppendAsync(Samples.Admin($"{i}"), CancellationToken.None).AsTask()),
        ];
        using CancellationTokenSource impatient = new();
        Task<AppendResult> cancelled = ledger.AppendAsync(Samples.Admin("impatient"), impatient.Token).AsTask();
        Task<AppendResult> patient = ledger.AppendAsync(Samples.Admin("patient"), CancellationToken.None).AsTask();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False(patient.IsCompleted);
        Assert.All(taken, append => Assert.False(append.IsCompleted));

        disk.Set();
        Assert.All(await Task.WhenAll(taken), result => Assert.True(result.IsAppended));
        Assert.True((await patient).IsAppended);
        Assert.Equal(AppendQueue.Places + 1, ledger.Head.Size);
        await ledger.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_visible_before_it_is_durable()
    {
        SimulatedFiles files = new();
        OpenResult opened = await SimulatedLedger.OpenAsync(files, new ManualClock());
        EmbeddedLedger ledger = opened.Ledger!;
        await ledger.AppendedAsync(Samples.Admin("first"));
        using ManualResetEventSlim disk = new(false);
        TaskCompletionSource syncing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        files.Before = operation =>
        {
            if (operation is Operation.Sync)
            {
                syncing.TrySetResult();
                disk.Wait();
            }
        };
        Task<AppendResult> second = ledger.AppendAsync(Samples.Admin("second"), CancellationToken.None).AsTask();
        await syncing.Task;

        Assert.Equal(1, ledger.Head.Size);
        Assert.Single(await ledger.ReadAsync(0, 10, CancellationToken.None));
        Task waiting = ledger.WaitBeyondAsync(1, CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);
        disk.Set();
        Assert.True((await second).IsAppended);
        await waiting;
        Assert.Equal(2, (await ledger.ReadAsync(0, 10, CancellationToken.None)).Count);
        await ledger.DisposeAsync();
    }

    [Fact]
    public async Task Verification_and_reading_work_while_the_writer_runs()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path, TimeProvider.System);
        using LedgerReader reader = LedgerReader.Open(folder.Path).Reader!;
        Task filling = Task.Run(() => ledger.FillAsync(40_000), TestContext.Current.CancellationToken);
        long read = 0;
        int verified = 0;
        while (!filling.IsCompleted || verified < 3)
        {
            VerificationReport report = await LedgerVerifier.RunAsync(
                folder.Path,
                null,
                null,
                TestContext.Current.CancellationToken
            );
            Assert.Empty(report.Findings);
            Assert.True(report.HasWriter);
            verified++;
            reader.Refresh();
            while (read < reader.Head.Size)
            {
                IReadOnlyList<StoredEntry> some = reader.Read(read, 1000);
                Assert.Equal(read, some[0].Sequence);
                read += some.Count;
            }
        }

        await filling;
        Assert.Equal(40_000, reader.Refresh().Size);
        Assert.Equal(ledger.Head.Root.ToArray(), reader.Head.Root.ToArray());
        Assert.True(reader.HasWriter);
    }
}
