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
                    Entry handedOn = given.AsRead();
                    handedOn.Stamp(EntryTime.Microseconds(given.RecordedAt));
                    Assert.Equivalent(parsed, handedOn, strict: true);
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
    }

    [Fact]
    public async Task Followers_at_the_head_share_one_entry_with_each_other_and_with_the_caller()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        await ledger.AppendedAsync(Samples.Authorization());
        await ledger.ReadAsync(0, 10, CancellationToken.None);
        await ledger.ReadAsync(0, 10, CancellationToken.None);
        Entry next = Samples.Authorization() with { OccurredAt = Entry.InstantOf(DateTimeOffset.UnixEpoch) };
        await ledger.AppendedAsync(next);

        Entry one = (await ledger.ReadAsync(1, 10, CancellationToken.None))[0].Parse();
        Entry other = (await ledger.ReadAsync(1, 10, CancellationToken.None))[0].Parse();

        Assert.Same(next, one);
        Assert.Same(next, other);
    }

    [Fact]
    public async Task An_entry_appended_twice_is_recorded_as_two()
    {
        using TempFolder folder = new();
        await using EmbeddedLedger ledger = await Samples.OpenAsync(folder.Path);
        Entry admin = Samples.Admin("once more");
        await ledger.AppendedAsync(admin);
        await ledger.AppendedAsync(admin);

        IReadOnlyList<StoredEntry> both = await ledger.ReadAsync(0, 10, CancellationToken.None);

        Assert.All(both, stored => Assert.Equivalent(EntryReader.Parse(stored.Bytes.Span), stored.Parse()));
        Assert.True(both[0].Parse().RecordedAt < both[1].Parse().RecordedAt);
    }

    [Fact]
    public void What_every_follower_has_read_is_let_go()
    {
        RecentEntries recent = new(new ManualClock());
        recent.Add(Some(0, 10, 1));
        Assert.Equal(4, recent.Read(0, 10, 4)!.Count); // the first follower, now at 4
        recent.NoteRead(0, 10); // the second came by the segments, and is at 10

        Assert.Null(recent.Read(3, 10, 1));
        Assert.Equal(6, recent.Read(4, 10, 10)!.Count); // the first, at 10 too
        recent.Add(Some(10, 10, 1));
        Assert.Equal(10, recent.Read(10, 20, 10)!.Count);
        Assert.Equal(5, recent.Read(10, 20, 5)!.Count);

        Assert.Null(recent.Read(14, 20, 1));
        Assert.Equal(5, recent.Read(15, 20, 10)!.Count);
    }

    [Fact]
    public void Who_stays_behind_holds_up_only_what_is_bounded()
    {
        RecentEntries recent = new(new ManualClock());
        recent.Add(Some(0, 10, 1));
        recent.Read(0, 10, 5);
        recent.Add(Some(10, RecentEntries.Places, 1));
        recent.Add(Some(10 + RecentEntries.Places, 10, 1));

        Assert.Null(recent.Read(5, long.MaxValue, 1));
        Assert.Equal(RecentEntries.Places, recent.Read(20, long.MaxValue, int.MaxValue)!.Count);
    }

    [Fact]
    public void What_is_kept_is_bounded_in_number_bytes_and_age()
    {
        ManualClock clock = new();
        RecentEntries recent = new(clock);

        recent.Add(Some(100, RecentEntries.Places, 1));
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

    private static StoredEntry[] Some(long first, int count, int bytes) =>
        [.. Enumerable.Range(0, count).Select(i => new StoredEntry(first + i, new byte[bytes]))];
}
