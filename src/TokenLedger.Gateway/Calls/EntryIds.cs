using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TokenLedger.Gateway.Calls;

/// <summary>
/// Makes version 7 UUIDs (RFC 9562, 5.7) for calls and entries. Their random bits are the system's, fetched for many ids at
/// once: asking the kernel for each costs more than all the rest of an id. Thread-safe.
/// </summary>
internal sealed class EntryIds
{
    private const int RandomBytes = 10;
    private const int FetchedAtOnce = 128;

    private readonly byte[] _random = new byte[RandomBytes * FetchedAtOnce];
    private readonly Lock _gate = new();
    private int _used = RandomBytes * FetchedAtOnce;

    /// <summary>The next id.</summary>
    /// <param name="now">The time it carries, to the millisecond.</param>
    public Guid Next(DateTimeOffset now)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id, now.ToUnixTimeMilliseconds() << 16);
        TakeRandom(id[6..]);
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id, bigEndian: true);
    }

    private void TakeRandom(Span<byte> into)
    {
        lock (_gate)
        {
            if (_used == _random.Length)
            {
                RandomNumberGenerator.Fill(_random);
                _used = 0;
            }

            _random.AsSpan(_used, RandomBytes).CopyTo(into);
            _used += RandomBytes;
        }
    }
}
