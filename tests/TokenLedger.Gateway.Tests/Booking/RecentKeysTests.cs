using TokenLedger.Gateway.Booking;

namespace TokenLedger.Gateway.Tests.Booking;

public sealed class RecentKeysTests
{
    [Fact]
    public void The_oldest_is_forgotten_first_and_the_number_is_bounded()
    {
        RecentKeys keys = new(most: 3);
        foreach (int key in new[] { 1, 2, 3, 2, 4 })
        {
            keys.Add((UInt128)key);
        }

        Assert.Equal([2, 3, 4], keys.InOrder.Select(key => (int)key));
        Assert.Equal(3, keys.Count);
    }

    [Fact]
    public void A_key_that_was_let_go_is_not_held_and_can_come_again()
    {
        RecentKeys keys = new(most: 3);
        keys.Add(1);
        keys.Remove(1);
        Assert.False(keys.Contains(1));

        keys.Add(1);

        Assert.True(keys.Contains(1));
        Assert.Equal([1], keys.InOrder.Select(key => (int)key));
    }
}
