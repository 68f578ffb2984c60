using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>A virtual key in memory: its terms now, when it was last used, and the calls under way with it.</summary>
internal sealed class VirtualKey(string id, KeyTerms terms)
{
    private readonly Lock _gate = new();
    private readonly HashSet<InferenceCall> _running = [];
    private KeyTerms _terms = terms;
    private long _lastUsed;

    /// <summary>Its id ("vk_…"), also the key of its calls' attribution.</summary>
    public string Id { get; } = id;

    /// <summary>What it may do, as it stands now.</summary>
    public KeyTerms Terms => Volatile.Read(ref _terms);

    /// <summary>
    /// When it was last used, to the second, UTC; null when it was not since the start of the gateway, nor within the part
    /// of the ledger that is read at a start.
    /// </summary>
    public DateTimeOffset? LastUsed =>
        Volatile.Read(ref _lastUsed) is > 0 and long seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>Notes a use. Written at most once a second, so that parallel calls do not fight over it.</summary>
    public void NoteUse(DateTimeOffset now)
    {
        long seconds = now.ToUnixTimeSeconds();
        if (Volatile.Read(ref _lastUsed) < seconds)
        {
            Volatile.Write(ref _lastUsed, seconds);
        }
    }

    /// <summary>Puts new terms in force. Where they revoke it, the calls under way are ended.</summary>
    public void Change(KeyTerms terms)
    {
        InferenceCall[] cut = [];
        lock (_gate)
        {
            Volatile.Write(ref _terms, terms);
            if (terms.IsRevoked)
            {
                cut = [.. _running];
            }
        }

        foreach (InferenceCall call in cut)
        {
            call.Cut.Request(KeyRefusals.Revoked);
        }
    }

    /// <summary>Counts a call among those under way; refused when the key was revoked meanwhile.</summary>
    public Refusal? Enter(InferenceCall call)
    {
        lock (_gate)
        {
            if (_terms.IsRevoked)
            {
                return KeyRefusals.Revoked;
            }

            _running.Add(call);
            return null;
        }
    }

    /// <summary>The call has ended.</summary>
    public void Leave(InferenceCall call)
    {
        lock (_gate)
        {
            _running.Remove(call);
        }
    }
}
