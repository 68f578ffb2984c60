namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>
/// How often callers were turned away for their key. Four numbers, whatever is sent: no memory and no entry grows with
/// guessed keys.
/// </summary>
internal sealed class KeyNoise
{
    private long _unknown;
    private long _expired;
    private long _revoked;
    private long _missing;

    /// <summary>Unknown keys and wrong secrets.</summary>
    public long Unknown => Interlocked.Read(ref _unknown);

    /// <summary>Expired keys.</summary>
    public long Expired => Interlocked.Read(ref _expired);

    /// <summary>Revoked keys.</summary>
    public long Revoked => Interlocked.Read(ref _revoked);

    /// <summary>Callers without a virtual key where one is required.</summary>
    public long Missing => Interlocked.Read(ref _missing);

    /// <summary>Counts one.</summary>
    public void CountUnknown() => Interlocked.Increment(ref _unknown);

    /// <summary>Counts one.</summary>
    public void CountExpired() => Interlocked.Increment(ref _expired);

    /// <summary>Counts one.</summary>
    public void CountRevoked() => Interlocked.Increment(ref _revoked);

    /// <summary>Counts one.</summary>
    public void CountMissing() => Interlocked.Increment(ref _missing);
}
