using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Tests.Support;

namespace TokenLedger.Ledger.Tests.Embedded;

public sealed class GatheringTests
{
    private static readonly TimeSpan s_never = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_rest_ends_early_when_entries_enough_have_come_and_not_before()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        Task rest = ledger.RestAsync(0, s_never, TimeProvider.System, TestContext.Current.CancellationToken);

        Entry first = Samples.Admin("first") with { OccurredAt = Entry.InstantOf(DateTimeOffset.UnixEpoch) };
        await ledger.AppendedAsync(first);
        await ledger.FillAsync(Gathering.Enough - 2);
        Assert.False(rest.IsCompleted);
        await ledger.FillAsync(1);
        await rest;

        // Whoever rested until there was enough still reads from memory: the same object, not parsed again.
        Assert.Same(first, (await ledger.ReadAsync(0, 1, CancellationToken.None))[0].Parse());
    }

    [Fact]
    public async Task A_rest_ends_after_its_time_when_nothing_comes()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);

        await ledger.RestAsync(
            0,
            TimeSpan.FromMilliseconds(1),
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(0, ledger.Head.Size);
    }

    [Fact]
    public async Task A_cancelled_rest_says_so()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        using CancellationTokenSource stop = new();
        Task rest = ledger.RestAsync(0, s_never, TimeProvider.System, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rest);
    }
}
