using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Adjusting;

namespace TokenLedger.Commands.Rerating;

/// <summary>What pricing calls again comes to, for one model or for all.</summary>
internal sealed record RerateSummary
{
    /// <summary>Calls looked at.</summary>
    public long Calls { get; private set; }

    /// <summary>Calls with another bill, those that were unpriced included.</summary>
    public long Changed { get; private set; }

    /// <summary>Calls that were unpriced and have a price now.</summary>
    public long Priced { get; private set; }

    /// <summary>Calls that have no price still.</summary>
    public long Unpriced { get; private set; }

    /// <summary>Calls left alone because they cannot be priced again exactly.</summary>
    public long NotRerated { get; private set; }

    /// <summary>Their cost as corrected so far.</summary>
    public Usd Before { get; private set; }

    /// <summary>The signed difference.</summary>
    public Usd Difference { get; private set; }

    /// <summary>Their cost afterwards.</summary>
    public Usd After => Before + Difference;

    /// <summary>Adds one call.</summary>
    public void Add(ReratedCall call)
    {
        ReratingState state = call.Rerating.State;
        Calls++;
        Changed += call.IsDifferent ? 1 : 0;
        Priced += state == ReratingState.Priced ? 1 : 0;
        Unpriced += call.Rerating.IsPriced || state == ReratingState.NothingToPrice ? 0 : 1;
        NotRerated += state == ReratingState.NotRerated ? 1 : 0;
        Before += call.Rerating.Before;
        Difference += call.Rerating.Difference;
    }
}
