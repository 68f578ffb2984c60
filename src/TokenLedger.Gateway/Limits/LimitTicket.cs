namespace TokenLedger.Gateway.Limits;

/// <summary>What a call has taken from its limits, to be given back or corrected at its end.</summary>
/// <param name="claims">One for each allowance, in the order in which they are locked.</param>
/// <param name="taken">When.</param>
internal sealed class LimitTicket(LimitClaim[] claims, long taken)
{
    /// <summary>One for each allowance.</summary>
    public LimitClaim[] Claims { get; } = claims;

    /// <summary>When it was taken, in ticks of the limits' clock.</summary>
    public long Taken { get; } = taken;

    /// <summary>The tightest allowance of requests, for the answer's headers.</summary>
    public RateStanding? Requests { get; set; }

    /// <summary>The tightest allowance of tokens.</summary>
    public RateStanding? Tokens { get; set; }
}

/// <summary>What a call asks of one allowance of one member.</summary>
/// <param name="Row">The limit.</param>
/// <param name="Allowance">Which of its allowances.</param>
/// <param name="Accounts">The table of its accounts.</param>
/// <param name="Member">Whose.</param>
/// <param name="Amount">How much.</param>
internal sealed record LimitClaim(
    LimitRow Row,
    RateAllowance Allowance,
    LimitAccounts Accounts,
    string Member,
    long Amount
)
{
    /// <summary>The account it is taken from.</summary>
    public LimitAccount Account { get; set; } = null!;
}

/// <summary>How an allowance stands.</summary>
/// <param name="Most">What it allows.</param>
/// <param name="Remaining">What is left of it.</param>
/// <param name="ResetTicks">How long until all of it is left again, in ticks.</param>
internal readonly record struct RateStanding(long Most, long Remaining, long ResetTicks)
{
    /// <summary>Whether less is left of it, in proportion.</summary>
    public bool IsTighterThan(RateStanding? other) =>
        other is not { } that || (Int128)Remaining * that.Most < (Int128)that.Remaining * Most;
}
