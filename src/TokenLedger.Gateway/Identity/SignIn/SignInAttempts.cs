using System.Net;

namespace TokenLedger.Gateway.Identity.SignIn;

/// <summary>Lets nobody try tokens one after another: failed attempts are counted by address, and all together.</summary>
internal sealed class SignInAttempts(TimeProvider time)
{
    /// <summary>Failed attempts of one address within <see cref="Window"/>.</summary>
    public const int MostOfOne = 10;

    /// <summary>Failed attempts of all addresses within <see cref="Window"/>.</summary>
    public const int MostOfAll = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _failed = new(StringComparer.Ordinal);
    private int _all;
    private DateTimeOffset _since = DateTimeOffset.MinValue;

    /// <summary>How long failures count: 5 minutes, from the first of them on.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an address must wait before it may try; null when it may now.</summary>
    public TimeSpan? MustWait(IPAddress? address)
    {
        lock (_gate)
        {
            DateTimeOffset now = Renew();
            bool tooMany = _all >= MostOfAll || _failed.GetValueOrDefault(KeyOf(address)) >= MostOfOne;
            return tooMany ? _since + Window - now : null;
        }
    }

    /// <summary>Counts a failed attempt.</summary>
    public void Fail(IPAddress? address)
    {
        lock (_gate)
        {
            Renew();
            _all++;
            string key = KeyOf(address);
            _failed[key] = _failed.GetValueOrDefault(key) + 1; // at most MostOfAll keys: beyond that nobody may try
        }
    }

    private DateTimeOffset Renew()
    {
        DateTimeOffset now = time.GetUtcNow();
        if (now - _since >= Window)
        {
            _failed.Clear();
            (_all, _since) = (0, now);
        }

        return now;
    }

    /// <summary>Of an IPv6 address the network counts: a caller has many in it.</summary>
    private static string KeyOf(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        byte[] bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        return Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, 8)));
    }
}
