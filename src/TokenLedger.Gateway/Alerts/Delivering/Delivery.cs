namespace TokenLedger.Gateway.Alerts.Delivering;

/// <summary>One alert on its way to one channel.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Tries">Tries so far.</param>
/// <param name="Since">When it was first to be sent, UTC.</param>
/// <param name="Next">When it is tried next, or when it ended, UTC.</param>
/// <param name="Problem">What the last try met; null when it went well or was not made. Never an address or a secret.</param>
internal sealed record Delivery(
    string Channel,
    DeliveryStatus Status,
    int Tries,
    DateTimeOffset Since,
    DateTimeOffset Next,
    string? Problem
)
{
    /// <summary>One that is to be made at once.</summary>
    public static Delivery Due(string channel, DateTimeOffset now) =>
        new(channel, DeliveryStatus.Pending, 0, now, now, null);

    /// <summary>Whether it is still to be made.</summary>
    public bool IsPending => Status == DeliveryStatus.Pending;
}

/// <summary>How far a delivery is.</summary>
internal enum DeliveryStatus
{
    /// <summary>It is to be made.</summary>
    Pending,

    /// <summary>The receiver has accepted it.</summary>
    Delivered,

    /// <summary>It was given up.</summary>
    Failed,
}

/// <summary>An alert and its ways.</summary>
internal sealed class RaisedAlert(Alert alert, IEnumerable<Delivery> deliveries)
{
    /// <summary>The alert.</summary>
    public Alert Alert { get; } = alert;

    /// <summary>Its deliveries, one per channel; changed under the book's lock only.</summary>
    public List<Delivery> Deliveries { get; } = [.. deliveries];

    /// <summary>Whether a delivery is still to be made.</summary>
    public bool IsPending => Deliveries.Exists(delivery => delivery.IsPending);
}
