using TokenLedger.Accounting.Metering;
using TokenLedger.Gateway.Booking;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Tests.Booking;

public sealed class BookedOnceTests
{
    private const string Id = "resp_0123456789abcdef0123";
    private static readonly UInt128 s_key = BookingKey.OfAnswer("openai", Id, null, null);
    private static readonly UInt128 s_awaited = BookingKey.OfAwaited("openai", Id);

    [Fact]
    public void A_claim_is_exclusive_until_it_is_released_and_final_when_it_is_confirmed()
    {
        BookedOnce once = new();
        using Gateway.Booking.Booking second = once.Open(0);
        using (Gateway.Booking.Booking first = once.Open(0))
        {
            Assert.True(first.TryClaim(BookedKind.Answer, s_key));
            Assert.False(second.TryClaim(BookedKind.Answer, s_key));
        }

        Assert.True(second.TryClaim(BookedKind.Answer, s_key));
        second.Confirm();

        using Gateway.Booking.Booking third = once.Open(0);
        Assert.False(third.TryClaim(BookedKind.Answer, s_key));
    }

    [Fact]
    public void An_awaited_answer_is_claimed_once_and_then_booked()
    {
        BookedOnce once = new();
        using Gateway.Booking.Booking made = once.Open(0);
        Assert.False(made.TryClaimAwaited(s_awaited));
        made.TryClaim(BookedKind.Awaited, s_awaited);
        made.Confirm();

        using Gateway.Booking.Booking read = once.Open(0);
        Assert.True(read.TryClaimAwaited(s_awaited));
        read.Confirm();

        using Gateway.Booking.Booking again = once.Open(0);
        Assert.False(again.TryClaimAwaited(s_awaited));
        Assert.False(again.TryClaim(BookedKind.Answer, s_awaited));
    }

    [Fact]
    public void A_snapshot_reaches_no_further_than_the_calls_under_way()
    {
        BookedOnce once = new();
        Gateway.Booking.Booking open = once.Open(ledgerSize: 7);
        Assert.True(open.TryClaim(BookedKind.Answer, s_key));

        (long position, IReadOnlyList<UInt128[]> keys) = once.Snapshot(ledgerSize: 20);
        Assert.Equal(7, position);
        Assert.All(keys, Assert.Empty); // a claim is not booked

        open.Confirm();
        open.Dispose();
        (position, keys) = once.Snapshot(ledgerSize: 20);
        Assert.Equal((20, 1), (position, keys[0].Length));
    }

    [Theory]
    [InlineData("usage_pending", UsageSource.None, 1, false)]
    [InlineData(null, UsageSource.Provider, 0, true)]
    [InlineData("duplicate_response", UsageSource.None, 0, false)]
    public void The_fold_of_settlements_is_what_the_calls_did(
        string? flag,
        UsageSource source,
        int awaited,
        bool booked
    )
    {
        BookedOnce once = new();

        once.Fold(Settlement(flag, source));
        once.Fold(Settlement(flag, source)); // folding twice changes nothing

        Assert.Equal(awaited, once.Awaited);
        using Gateway.Booking.Booking next = once.Open(0);
        Assert.Equal(!booked, next.TryClaim(BookedKind.Answer, s_key));
    }

    [Fact]
    public void A_background_answer_that_was_booked_is_no_longer_awaited_after_a_fold()
    {
        BookedOnce once = new();

        once.Fold(Settlement("usage_pending", UsageSource.None));
        once.Fold(Settlement(null, UsageSource.Provider));

        Assert.Equal(0, once.Awaited);
        using Gateway.Booking.Booking read = once.Open(0);
        Assert.False(read.TryClaimAwaited(s_awaited));
    }

    [Fact]
    public void The_same_words_in_other_places_make_other_keys()
    {
        UInt128[] keys =
        [
            BookingKey.OfAnswer("openai", Id, null, null),
            BookingKey.OfAnswer("openai", Id, "{}", null),
            BookingKey.OfAnswer("azure", Id, null, null),
            BookingKey.OfAnswer("openai", "chatcmpl-1", null, "digest"),
            BookingKey.OfAnswer("openai", "chatcmpl-1", null, "other"),
            BookingKey.OfAwaited("openai", Id),
            BookingKey.OfResult("openai", Id),
            BookingKey.OfRetry("a", "bc", "d"),
            BookingKey.OfRetry("ab", "c", "d"),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    private static Entry Settlement(string? flag, UsageSource source) =>
        new()
        {
            Kind = EntryKind.Settlement,
            Id = Guid.CreateVersion7(),
            Provider = "openai",
            Api = "openai.responses",
            ResponseId = Id,
            UsageSource = source,
            Flags = flag is null ? [] : [flag],
        };
}
