namespace TokenLedger.Gateway.Booking;

/// <summary>The claims of one call on what is booked once. Claims that were not confirmed are released at its end.</summary>
internal sealed class Booking(BookedOnce once) : IDisposable
{
    private readonly List<(BookedKind Kind, UInt128 Key)> _claims = [];

    /// <summary>Claims a key. False when it has been booked, or another call is about to.</summary>
    public bool TryClaim(BookedKind kind, UInt128 key)
    {
        bool claimed = once.TryClaim(kind, key);
        if (claimed)
        {
            _claims.Add((kind, key));
        }

        return claimed;
    }

    /// <summary>Claims a background answer that is waited for, to book it now. False for every other answer.</summary>
    public bool TryClaimAwaited(UInt128 key)
    {
        bool claimed = once.TryClaimAwaited(key);
        if (claimed)
        {
            _claims.Add((BookedKind.Answer, key));
        }

        return claimed;
    }

    /// <summary>The entries that the claims are for are durable.</summary>
    public void Confirm()
    {
        if (_claims.Count > 0)
        {
            once.Book(_claims);
            _claims.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => once.Close(this, _claims);
}
