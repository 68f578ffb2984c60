using System.Collections.Concurrent;

namespace TokenLedger.Gateway.Alerts.Delivering;

/// <summary>Counts since the start, for whoever exports them.</summary>
public sealed class AlertTally
{
    private readonly ConcurrentDictionary<string, long> _raised = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Channel, string Result), long> _tries = new();
    private long _suppressed;
    private long _expired;

    /// <summary>Alerts raised, by type.</summary>
    public IReadOnlyDictionary<string, long> RaisedByType => _raised;

    /// <summary>Tries and ends by channel and result: "delivered", "failed" (given up), "retried".</summary>
    public IReadOnlyDictionary<(string Channel, string Result), long> ByChannel => _tries;

    /// <summary>Alerts for which an earlier one stood.</summary>
    public long SuppressedCount => Interlocked.Read(ref _suppressed);

    /// <summary>Alerts too old to be sent when they were read.</summary>
    public long ExpiredCount => Interlocked.Read(ref _expired);

    /// <summary>How often something happened on a channel.</summary>
    public long Of(string channel, string result) => _tries.GetValueOrDefault((channel, result));

    internal void Raised(AlertType type) => _raised.AddOrUpdate(type.Name, 1, static (_, count) => count + 1);

    internal void Suppressed() => Interlocked.Increment(ref _suppressed);

    internal void Expired() => Interlocked.Increment(ref _expired);

    internal void Ended(string channel, bool delivered) => Count(channel, delivered ? "delivered" : "failed");

    internal void Retried(string channel) => Count(channel, "retried");

    private void Count(string channel, string result) =>
        _tries.AddOrUpdate((channel, result), 1, static (_, count) => count + 1);
}
