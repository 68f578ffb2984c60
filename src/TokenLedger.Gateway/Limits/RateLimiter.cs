using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Gates;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Limits;

/// <summary>
/// Counts calls against the limits in force. All accounts that a call touches are locked in one order, looked at, and
/// taken from all together or not at all; what is full refuses nothing else.
/// </summary>
/// <param name="time">Its clock: only time that passes counts, not what the clock on the wall says.</param>
/// <param name="mostAccounts">Most accounts of all limits together.</param>
internal sealed class RateLimiter(TimeProvider time, int mostAccounts = AccountRoom.DefaultMost)
{
    /// <summary>Limits that cover a call, usually.</summary>
    private const int UsualRows = 4;

    private readonly GateClock _clock = new(time);
    private readonly AccountRoom _room = new(mostAccounts);
    private volatile LimitBook _book = LimitBook.Empty;

    /// <summary>Output tokens assumed where a call sets no limit.</summary>
    public int DefaultOutputTokens { get; init; } = 16_384;

    /// <summary>The limits in force.</summary>
    public LimitBook Book => _book;

    /// <summary>Accounts kept.</summary>
    public int Accounts => _room.Count;

    /// <summary>Puts limits in force in place of those before; called by one at a time.</summary>
    public void Use(IReadOnlyList<RateLimit> limits) => _book = _book.With(limits, _room);

    /// <summary>Takes what a call needs.</summary>
    /// <returns>What it took, null when no limit covers it; or, when it may not go on, why.</returns>
    public (LimitTicket? Ticket, RateRefusal? Refused) Take(InferenceCall call)
    {
        LimitBook book = _book;
        if (book.IsEmpty)
        {
            return default;
        }

        CountedCall counted = CountedCall.Of(call);
        List<LimitRow> rows = new(UsualRows);
        book.Find(counted, call.Http.Request, rows);
        if (rows.Count == 0)
        {
            return default;
        }

        LimitTicket ticket = new(Claims(counted, CallSize.Of(call, DefaultOutputTokens), rows), _clock.Now);
        Lock(ticket);
        try
        {
            if (Refuse(ticket) is { } refused)
            {
                return (null, refused);
            }

            TakeAll(ticket);
            return (ticket, null);
        }
        finally
        {
            Unlock(ticket.Claims, ticket.Claims.Length);
        }
    }

    /// <summary>Tells how a call ended.</summary>
    /// <param name="ticket">What it took.</param>
    /// <param name="wasSent">Whether it was on its way to an upstream; otherwise all of it is given back.</param>
    /// <param name="tokens">What it used.</param>
    public void End(LimitTicket ticket, bool wasSent, long tokens) => End(ticket, wasSent, tokens, null);

    /// <summary>Counts a call that the ledger holds from before the start. Nothing is judged, and nothing is under way.</summary>
    /// <param name="call">The call.</param>
    /// <param name="hold">What it reserved.</param>
    /// <param name="at">When.</param>
    /// <returns>What it took, to be told of its end; null when no limit covers it.</returns>
    public LimitTicket? Restore(CountedCall call, Hold? hold, DateTimeOffset at)
    {
        List<LimitRow> rows = [];
        _book.FindRecorded(call, rows);
        LimitClaim[] claims =
        [
            .. Claims(call, CallSize.Of(hold), rows).Where(claim => claim.Allowance.Measure != RateMeasure.Concurrency),
        ];
        if (claims.Length == 0)
        {
            return null;
        }

        LimitTicket ticket = new(claims, _clock.At(at));
        foreach (LimitClaim claim in claims)
        {
            Add(claim, ticket.Taken, claim.Amount);
        }

        return ticket;
    }

    /// <summary>Counts tokens of a call of which the ledger's part that was read holds only the end.</summary>
    public void RestoreTokens(CountedCall call, long tokens, DateTimeOffset at)
    {
        List<LimitRow> rows = [];
        _book.FindRecorded(call, rows);
        foreach (LimitClaim claim in Claims(call, default, rows))
        {
            if (claim.Allowance.Measure == RateMeasure.Tokens)
            {
                Add(claim, _clock.At(at), tokens);
            }
        }
    }

    /// <summary>Tells how a call that the ledger holds ended.</summary>
    public void EndRestored(LimitTicket ticket, long tokens, DateTimeOffset at) =>
        End(ticket, wasSent: true, tokens, _clock.At(at));

    private void End(LimitTicket ticket, bool wasSent, long tokens, long? at)
    {
        foreach (LimitClaim claim in ticket.Claims)
        {
            long used =
                !wasSent ? 0
                : claim.Allowance.Measure == RateMeasure.Tokens ? tokens
                : claim.Amount;
            lock (claim.Account.Gate)
            {
                claim.Account.Open -= claim.Allowance.Measure == RateMeasure.Concurrency ? 1 : 0;
                if (used < claim.Amount)
                {
                    claim.Account.Window?.Return(ticket.Taken, claim.Amount - used);
                }
            }

            if (used > claim.Amount)
            {
                // What a call used beyond its reserve counts from its end on.
                Add(claim, at ?? _clock.Now, used - claim.Amount);
            }
        }
    }

    private static LimitClaim[] Claims(CountedCall call, CallSize size, List<LimitRow> rows)
    {
        int count = 0;
        foreach (LimitRow row in rows)
        {
            count += row.Accounts.Length;
        }

        LimitClaim[] claims = new LimitClaim[count];
        int next = 0;
        foreach (LimitRow row in rows)
        {
            string member = row.MemberOf(call);
            for (int i = 0; i < row.Accounts.Length; i++)
            {
                RateAllowance allowance = row.Limit.Allowances[i];
                long amount = allowance.Measure == RateMeasure.Tokens ? size.Reserve(row.Limit.Reserve) : 1;
                claims[next++] = new LimitClaim(row, allowance, row.Accounts[i], member, amount);
            }
        }

        return claims;
    }

    /// <summary>Locks every account. One that was let go of, or got an account of its own meanwhile, is looked for again.</summary>
    private static void Lock(LimitTicket ticket)
    {
        LimitClaim[] claims = ticket.Claims;
        while (true)
        {
            foreach (LimitClaim claim in claims)
            {
                claim.Account = claim.Accounts.Of(claim.Member, ticket.Taken);
            }

            SortByOrder(claims);
            int locked = 0;
            bool good = true;
            for (; locked < claims.Length && good; locked++)
            {
                claims[locked].Account.Gate.Enter();
                good = claims[locked].Accounts.IsOf(claims[locked].Account, claims[locked].Member);
            }

            if (good)
            {
                return;
            }

            Unlock(claims, locked);
        }
    }

    /// <summary>There are few, and they mostly come in order.</summary>
    private static void SortByOrder(LimitClaim[] claims)
    {
        for (int i = 1; i < claims.Length; i++)
        {
            LimitClaim claim = claims[i];
            int at = i;
            for (; at > 0 && claims[at - 1].Account.Order > claim.Account.Order; at--)
            {
                claims[at] = claims[at - 1];
            }

            claims[at] = claim;
        }
    }

    private static void Unlock(LimitClaim[] claims, int count)
    {
        for (int i = 0; i < count; i++)
        {
            claims[i].Account.Gate.Exit();
        }
    }

    private static RateRefusal? Refuse(LimitTicket ticket)
    {
        RateRefusal? refused = null;
        foreach (LimitClaim claim in ticket.Claims)
        {
            long wait = WaitOf(claim, ticket.Taken);
            if (wait > 0 && wait > (refused?.WaitTicks ?? 0))
            {
                refused = new(claim.Row, claim.Allowance, claim.Member, wait, StandingOf(claim, ticket.Taken));
            }
        }

        return refused;
    }

    private static long WaitOf(LimitClaim claim, long now) =>
        claim.Account.Window is { } window ? window.WaitFor(now, claim.Amount, claim.Allowance.Most)
        : claim.Account.Open >= claim.Allowance.Most ? RateRefusal.UnknownWait
        : 0;

    private static void TakeAll(LimitTicket ticket)
    {
        foreach (LimitClaim claim in ticket.Claims)
        {
            if (claim.Account.Window is not { } window)
            {
                claim.Account.Open++;
                continue;
            }

            window.Add(ticket.Taken, claim.Amount);
            RateStanding standing = StandingOf(claim, ticket.Taken);
            if (claim.Allowance.Measure == RateMeasure.Tokens)
            {
                ticket.Tokens = standing.IsTighterThan(ticket.Tokens) ? standing : ticket.Tokens;
            }
            else
            {
                ticket.Requests = standing.IsTighterThan(ticket.Requests) ? standing : ticket.Requests;
            }
        }
    }

    private static RateStanding StandingOf(LimitClaim claim, long now) =>
        claim.Account.Window is { } window
            ? new(claim.Allowance.Most, Math.Max(0, claim.Allowance.Most - window.Sum), window.WaitForEmpty(now))
            : new(
                claim.Allowance.Most,
                Math.Max(0, claim.Allowance.Most - claim.Account.Open),
                RateRefusal.UnknownWait
            );

    /// <summary>Counts more on the account that the claim's member has now.</summary>
    private static void Add(LimitClaim claim, long at, long more)
    {
        while (true)
        {
            LimitAccount account = claim.Accounts.Of(claim.Member, at);
            lock (account.Gate)
            {
                if (claim.Accounts.IsOf(account, claim.Member))
                {
                    claim.Account = account;
                    account.Window?.Add(at, more);
                    return;
                }
            }
        }
    }
}
