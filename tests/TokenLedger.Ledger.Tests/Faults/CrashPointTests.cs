using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Tests.Support;

namespace TokenLedger.Ledger.Tests.Faults;

public sealed class CrashPointTests
{
    // Which sectors of an unsynced write reach the disk: none, all, the first half, only the last, every other.
    private static readonly Func<int, int, bool>[] _tears =
    [
        (_, _) => false,
        (_, _) => true,
        (sector, sectors) => sector < sectors / 2,
        (sector, sectors) => sector == sectors - 1,
        (sector, _) => sector % 2 == 0,
    ];

    [Fact]
    public async Task Power_loss_at_any_point_loses_nothing_that_was_acknowledged()
    {
        (List<Operation> operations, List<byte[]> entries) = await RecordAsync(calls: 60);
        int recovered = 0;
        for (int count = 1; count <= operations.Count; count++)
        {
            long acknowledged = operations.Take(count).OfType<Operation.Acknowledged>().LastOrDefault()?.Entries ?? 0;
            // Whatever was torn, synced entries are the same; only a crash right after a write can differ by tear.
            bool isTorn = operations[count - 1] is Operation.Write;
            foreach (Func<int, int, bool> tear in isTorn ? _tears : _tears[..1])
            {
                SimulatedFiles left = SimulatedFiles.AfterPowerLoss(operations, count, tear);
                await RecoverAsync(left, entries, acknowledged, $"after operation {count}");
                recovered++;
            }
        }

        Assert.True(recovered > 300, $"only {recovered} states were tried");
    }

    [Fact]
    public async Task A_crash_at_any_point_of_recovery_settles_every_open_hold_exactly_once()
    {
        (List<Operation> operations, _) = await RecordAsync(calls: 6, leaveOpen: 3);
        SimulatedFiles crashed = SimulatedFiles.AfterPowerLoss(operations, operations.Count, _tears[0]);
        crashed.Operations.Clear();
        List<Operation> all = [.. operations];
        OpenResult first = await SimulatedLedger.OpenAsync(crashed, new ManualClock());
        Assert.Equal(3, first.RecoveredHolds);
        await first.Ledger!.DisposeAsync();
        all.AddRange(crashed.Operations);

        for (int count = operations.Count; count <= all.Count; count++)
        {
            foreach (Func<int, int, bool> tear in _tears)
            {
                SimulatedFiles again = SimulatedFiles.AfterPowerLoss(all, count, tear);
                OpenResult opened = await SimulatedLedger.OpenAsync(again, new ManualClock());
                Assert.True(opened.IsOpen, opened.Problem);
                List<Entry> read = [.. (await opened.Ledger.AllAsync()).Select(bytes => EntryReader.Parse(bytes))];
                Assert.Equal(
                    read.Where(entry => entry.Kind == EntryKind.Authorization).Select(entry => entry.Id).Order(),
                    read.Where(entry => entry.Settles is not null).Select(entry => entry.Settles!.Value).Order()
                );
                await opened.Ledger.DisposeAsync();
            }
        }
    }

    private static async Task<(List<Operation>, List<byte[]>)> RecordAsync(int calls, int leaveOpen = 0)
    {
        SimulatedFiles files = new();
        ManualClock clock = new();
        OpenResult opened = await SimulatedLedger.OpenAsync(files, clock);
        EmbeddedLedger ledger = opened.Ledger!;
        for (int call = 0; call < calls + leaveOpen; call++)
        {
            Entry authorization = Samples.Authorization();
            await ledger.AppendedAsync(authorization);
            files.Do(new Operation.Acknowledged(ledger.Head.Size));
            if (call < calls)
            {
                // Two at once, so that some commits carry more than one entry.
                await Task.WhenAll(
                    ledger.AppendedAsync(Samples.Settlement(authorization.Id)),
                    ledger.AppendedAsync(Samples.Admin($"book-{call}"))
                );
                files.Do(new Operation.Acknowledged(ledger.Head.Size));
            }

            if (call % 10 == 9)
            {
                await CheckpointAsync(files, clock);
            }
        }

        List<byte[]> entries = await ledger.AllAsync();
        List<Operation> operations = [.. files.Operations];
        await ledger.DisposeAsync();
        return (operations, entries);
    }

    private static async Task CheckpointAsync(SimulatedFiles files, ManualClock clock)
    {
        TaskCompletionSource stored = new(TaskCreationOptions.RunContinuationsAsynchronously);
        files.After = operation =>
        {
            if (operation is Operation.Replace { Path: "checkpoint" })
            {
                stored.TrySetResult();
            }
        };
        while (!stored.Task.IsCompleted)
        {
            clock.Advance(Publisher.Interval);
            await Task.Yield();
        }
    }

    private static async Task RecoverAsync(SimulatedFiles left, List<byte[]> entries, long acknowledged, string when)
    {
        OpenResult opened = await SimulatedLedger.OpenAsync(left, new ManualClock());
        Assert.True(opened.IsOpen, $"{when}: {opened.Problem}");
        long kept = opened.Ledger.Head.Size - opened.RecoveredHolds;
        Assert.True(kept >= acknowledged, $"{when}: {acknowledged} acknowledged, {kept} kept");
        List<byte[]> read = await opened.Ledger.AllAsync();
        for (int i = 0; i < kept; i++)
        {
            Assert.Equal(entries[i], read[i]);
        }

        await opened.Ledger.AppendedAsync(Samples.Admin("after"));
        await opened.Ledger.DisposeAsync();
    }
}
