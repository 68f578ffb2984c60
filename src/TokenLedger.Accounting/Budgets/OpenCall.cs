namespace TokenLedger.Accounting.Budgets;

/// <summary>An open authorization that holds something, with its top-ups.</summary>
internal sealed class OpenCall(Guid call, CallHold hold, Reservation[] reservations)
{
    private List<CallHold>? _topUps;

    public Guid Call => call;

    public CallHold Hold => hold;

    public IReadOnlyList<CallHold> TopUps => _topUps ?? [];

    /// <summary>Where it holds something.</summary>
    public Reservation[] Reservations => reservations;

    /// <summary>The same with further reservations.</summary>
    public OpenCall With(Reservation[] more) => Only([.. reservations, .. more]);

    /// <summary>The same with other reservations.</summary>
    public OpenCall Only(Reservation[] others) => new(call, hold, others) { _topUps = _topUps };

    public void Add(CallHold topUp) => (_topUps ??= []).Add(topUp);

    /// <summary>What it holds of a limit that does not count calls.</summary>
    public Int128 Held(LimitPlan limit)
    {
        Int128 held = limit.Asked(hold) ?? 0;
        for (int i = 0; i < TopUps.Count; i++)
        {
            held += limit.Asked(TopUps[i]) ?? 0;
        }

        return held;
    }

    /// <summary>The tokens that count as used when nobody knows: the bound, or what was reserved when that is more.</summary>
    public Int128 HeldTokens(LimitPlan limit)
    {
        Int128 reserved = limit.Tokens(hold.Under(HoldMode.Elastic)) ?? 0;
        for (int i = 0; i < TopUps.Count; i++)
        {
            reserved += limit.Tokens(TopUps[i].Under(HoldMode.Elastic)) ?? 0;
        }

        return Int128.Max(limit.Tokens(hold.Bound) ?? 0, reserved);
    }
}

/// <summary>What one open authorization holds in one account.</summary>
/// <param name="Account">The account.</param>
/// <param name="Period">The period in which the authorization was recorded.</param>
/// <param name="Calls">The call's count; null when the budget counts no calls.</param>
internal sealed record Reservation(BudgetAccount Account, AccountPeriod Period, CountedCall? Calls);
