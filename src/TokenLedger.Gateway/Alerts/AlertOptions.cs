using TokenLedger.Accounting.Money;

namespace TokenLedger.Gateway.Alerts;

/// <summary>What alerts are sent, and where.</summary>
public sealed record AlertOptions
{
    /// <summary>Where to; without any, alerts are only shown by the API.</summary>
    public IReadOnlyList<ChannelOptions> Channels { get; init; } = [];

    /// <summary>How long one alert stands for all like it (same type, subject and member). Default 5 minutes.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a delivery is tried before it is given up. What happened longer ago than that is not sent at all.
    /// Default 24 hours.
    /// </summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Longest time of one try. Default 10 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often it is worked out when budgets will run out; zero for never. Default 1 minute.</summary>
    public TimeSpan ProjectEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How often reports are looked at for what is unusual, and for budgets that are foreseen to be used up; zero for never.
    /// Default 1 hour.
    /// </summary>
    public TimeSpan ForeseeEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Free bytes on the disk of the ledger below which there is an alert; 0 for never. Default 1 GiB.</summary>
    public long DiskFree { get; init; } = 1L << 30;

    /// <summary>Whether channels may be at link-local addresses, where clouds keep their machines' secrets. Default false.</summary>
    public bool AllowLinkLocal { get; init; }

    /// <summary>
    /// From which unexplained amount on a reconciliation leaves an entry in the ledger, of which there is an alert. Null:
    /// never.
    /// </summary>
    public Usd? ReconciliationGap { get; init; }
}
