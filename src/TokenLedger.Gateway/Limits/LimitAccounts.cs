using System.Collections.Concurrent;

namespace TokenLedger.Gateway.Limits;

/// <summary>
/// The accounts of one allowance, one for each member. When there is no room for another, members not seen before share
/// one account with the allowance of a single one: a full table makes a limit tighter, never looser.
/// </summary>
/// <param name="length">The window's length in ticks; 0 for calls under way.</param>
/// <param name="room">The room shared with the other tables.</param>
internal sealed class LimitAccounts(long length, AccountRoom room)
{
    private readonly ConcurrentDictionary<string, LimitAccount> _accounts = new(StringComparer.Ordinal);
    private readonly LimitAccount _shared = New(length);

    /// <summary>Accounts kept; changed by the room alone.</summary>
    public int Count { get; private set; }

    /// <summary>Calls on it go on, but it gets no more accounts.</summary>
    public bool IsClosed { get; set; }

    /// <summary>The account of a member.</summary>
    public LimitAccount Of(string member, long now) =>
        _accounts.TryGetValue(member, out LimitAccount? account) ? account : room.Open(this, member, now);

    /// <summary>Whether an account, now locked, is still the member's.</summary>
    public bool IsOf(LimitAccount account, string member) =>
        !account.IsGone && (account != _shared || !_accounts.ContainsKey(member));

    /// <summary>Adds an account; the room is locked, and has room.</summary>
    public LimitAccount Add(string member)
    {
        lock (_shared.Gate)
        {
            if (_shared.Open > 0)
            {
                return _shared; // one of them may be this member's, and will end there
            }

            // What the members without room have used counts for each that gets room now: any of it may be its own.
            LimitAccount account = new(_shared.Window?.Copy());
            if (!_accounts.TryAdd(member, account))
            {
                return _accounts[member];
            }

            Count++;
            return account;
        }
    }

    /// <summary>The account of all members without one.</summary>
    public LimitAccount Shared => _shared;

    /// <summary>Lets go of accounts that count nothing; the room is locked.</summary>
    /// <returns>How many.</returns>
    public int Sweep(long now)
    {
        int gone = 0;
        foreach ((string member, LimitAccount account) in _accounts)
        {
            lock (account.Gate)
            {
                if (account.IsIdleAt(now))
                {
                    account.IsGone = true;
                    _accounts.TryRemove(member, out _);
                    gone++;
                }
            }
        }

        Count -= gone;
        return gone;
    }

    private static LimitAccount New(long length) => new(length == 0 ? null : new SlidingWindow(length));
}
