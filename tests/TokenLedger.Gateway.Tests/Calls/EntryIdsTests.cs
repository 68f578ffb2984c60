using TokenLedger.Gateway.Calls;

namespace TokenLedger.Gateway.Tests.Calls;

public sealed class EntryIdsTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 10, 15, 30, 123, TimeSpan.Zero);

    [Fact]
    public void An_id_is_a_version_7_uuid_of_its_instant()
    {
        Guid id = new EntryIds().Next(At);

        Assert.Equal(7, id.Version);
        Assert.Equal(0b10, id.Variant >> 2);
        byte[] bytes = id.ToByteArray(bigEndian: true);
        Assert.Equal(At.ToUnixTimeMilliseconds(), Convert.ToInt64(Convert.ToHexString(bytes[..6]), 16));
    }

    [Fact]
    public void Ids_made_in_the_same_instant_by_many_threads_all_differ()
    {
        EntryIds ids = new();
        Guid[] made = new Guid[20_000];

        Parallel.For(0, made.Length, i => made[i] = ids.Next(At));

        Assert.Equal(made.Length, made.Distinct().Count());
    }
}
