using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Ledger.Tests.Entries;
using TokenLedger.Ledger.Tests.Support;

namespace TokenLedger.Ledger.Tests.Embedded;

public sealed class RecentEntriesTests
{
    [Fact]
    public void Any_entry_handed_on_in_memory_reads_as_its_bytes_do() =>
        Prop.ForAll(
                CanonicalEntryTests.Entries(),
                entry =>
                {
                    Entry given = entry with
                    {
                        OccurredAt = entry.OccurredAt.AddTicks(7).ToOffset(TimeSpan.FromHours(2)),
                        KnownCost = entry.KnownCost == entry.Cost ? null : entry.KnownCost,
                        Attribution = entry.Attribution with { Tags = [new("b", "2"), new("a", "1")] },
                        Conditions = entry.Conditions is null ? null : [new("tier", "x"), new("region", "eu")],
                    };
                    Entry parsed = EntryReader.Parse(CanonicalEntry.Encode(given));
                    Assert.Equivalent(parsed, given.AsRecorded(EntryTime.Microseconds(given.RecordedAt)), strict: true);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public async Task Who_is_at_the_head_and_who_reads_the_segments_get_the_same()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        Entry authorization = Samples.Authorization();
        await ledger.AppendedAsync(authorization);
        await ledger.AppendedAsync(Samples.Settlement(authorization.Id) with { KnownCost = null, Cost = new Usd(5) });
        await ledger.AppendedAsync(Samples.Admin("half a pair \ud800 of surrogates"));

        using LedgerReader disk = LedgerReader.Open(folder.Path).Reader!;
        IReadOnlyList<StoredEntry> stored = disk.Read(0, 10);
        IReadOnlyList<StoredEntry> recent = await ledger.ReadAsync(0, 10, TestContext.Current.CancellationToken);

        Assert.Equal(3, recent.Count);
        foreach ((StoredEntry near, StoredEntry far) in recent.Zip(stored))
        {
            Assert.Equal(far.Sequence, near.Sequence);
            Assert.Equal(far.Bytes, near.Bytes);
            Assert.Equivalent(far.Parse(), near.Parse(), strict: true);
        }

        Assert.Same(recent[0].Parse(), (await ledger.ReadAsync(0, 1, CancellationToken.None))[0].Parse());
    }

    [Fact]
    public void What_is_kept_is_bounded_in_number_bytes_and_age()
    {
        ManualClock clock = new();
        RecentEntries recent = new(clock);
        static StoredEntry[] Some(long first, int count, int bytes) =>
            [.. Enumerable.Range(0, count).Select(i => new StoredEntry(first + i, new byte[bytes]))];

        recent.Add(Some(100, RecentEntries.Places, 1));
        Assert.Equal(RecentEntries.Places, recent.Read(100, long.MaxValue, int.MaxValue)!.Count);

        recent.Add(Some(100 + RecentEntries.Places, 10, 1));
        Assert.Null(recent.Read(109, long.MaxValue, 1));
        Assert.Equal(110, recent.Read(110, long.MaxValue, 1)![0].Sequence);

        clock.Advance(RecentEntries.Age + TimeSpan.FromMilliseconds(1));
        long young = 110 + RecentEntries.Places;
        recent.Add(Some(young, 1, RecentEntries.MostBytes));
        Assert.Null(recent.Read(young - 1, long.MaxValue, 1));

        recent.Add(Some(young + 1, 1, 1));
        Assert.Null(recent.Read(young, long.MaxValue, 1));
        Assert.Single(recent.Read(young + 1, long.MaxValue, 10)!);
        Assert.Null(recent.Read(young + 2, long.MaxValue, 10));
    }
}
