using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Tests.Support;

namespace TokenLedger.Ledger.Tests.Faults;

public sealed class RefusedWriteTests
{
    private const int Failures = 50;

    [Fact]
    public Task After_a_failed_sync_nothing_is_acknowledged_and_the_sync_is_not_repeated() =>
        EachAsync(operation =>
            operation is Operation.Sync sync && sync.Path.StartsWith("seg/", StringComparison.Ordinal)
        );

    [Fact]
    public Task After_a_failed_write_nothing_is_acknowledged() => EachAsync(operation => operation is Operation.Write);

    [Fact]
    public async Task A_short_write_is_cut_off_at_the_next_start()
    {
        SimulatedFiles files = new();
        OpenResult opened = await SimulatedLedger.OpenAsync(files, new ManualClock());
        EmbeddedLedger ledger = opened.Ledger!;
        await ledger.AppendedAsync(Samples.Admin("kept"));
        bool done = false;
        files.Before = operation =>
        {
            if (operation is Operation.Write write && !done)
            {
                done = true;
                files.Do(write with { Bytes = write.Bytes[..(write.Bytes.Length / 2)] });
                throw new IOException("no space left on device");
            }
        };

        AppendResult refused = await ledger.AppendAsync(Samples.Admin("cut"), CancellationToken.None);
        Assert.Equal(AppendStatus.Unavailable, refused.Status);
        await ledger.DisposeAsync();

        files.Before = _ => { };
        OpenResult again = await SimulatedLedger.OpenAsync(files, new ManualClock());
        Assert.True(again.IsOpen, again.Problem);
        Assert.True(again.TornBytes > 0);
        Assert.Equal(1, again.Ledger.Head.Size);
        Assert.Equal(1, await again.Ledger.AppendedAsync(Samples.Admin("next")));
        await again.Ledger.DisposeAsync();
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_stored_stops_the_ledger()
    {
        SimulatedFiles files = new();
        ManualClock clock = new();
        OpenResult opened = await SimulatedLedger.OpenAsync(files, clock);
        EmbeddedLedger ledger = opened.Ledger!;
        await ledger.AppendedAsync(Samples.Admin("one"));
        files.Before = operation =>
        {
            if (operation is Operation.Replace { Path: "checkpoint" })
            {
                throw new IOException("input/output error");
            }
        };
        while (!ledger.Failed.IsCompleted)
        {
            clock.Advance(Publisher.Interval);
            await Task.Yield();
        }

        AppendResult refused = await ledger.AppendAsync(Samples.Admin("two"), CancellationToken.None);
        Assert.Equal(AppendStatus.Unavailable, refused.Status);
        Assert.Contains("input/output error", ledger.Failure, StringComparison.Ordinal);
        await ledger.DisposeAsync();
    }

    // Fails the k-th matching operation for each k, and every one after it would be a repetition.
    private static async Task EachAsync(Func<Operation, bool> matches)
    {
        for (int k = 1; k <= Failures; k++)
        {
            SimulatedFiles files = new();
            OpenResult opened = await SimulatedLedger.OpenAsync(files, new ManualClock());
            EmbeddedLedger ledger = opened.Ledger!;
            int seen = 0;
            files.Before = operation =>
            {
                if (matches(operation) && ++seen >= k)
                {
                    throw new IOException("input/output error");
                }
            };

            long acknowledged = 0;
            AppendResult result;
            while ((result = await ledger.AppendAsync(Samples.Admin($"{k}"), CancellationToken.None)).IsAppended)
            {
                acknowledged++;
            }

            Assert.Equal(AppendStatus.Unavailable, result.Status);
            Assert.Equal(k - 1, acknowledged);
            Assert.Equal(acknowledged, ledger.Head.Size);
            Assert.NotNull(ledger.Failure);
            Assert.Contains("input/output error", await ledger.Failed, StringComparison.Ordinal);
            AppendResult later = await ledger.AppendAsync(Samples.Admin("later"), CancellationToken.None);
            Assert.Equal(AppendStatus.Unavailable, later.Status);
            await ledger.DisposeAsync();
            Assert.Equal(k, seen);

            files.Before = _ => { };
            OpenResult again = await SimulatedLedger.OpenAsync(files, new ManualClock());
            Assert.True(again.IsOpen, again.Problem);
            Assert.True(again.Ledger.Head.Size >= acknowledged);
            await again.Ledger.DisposeAsync();
        }
    }
}
