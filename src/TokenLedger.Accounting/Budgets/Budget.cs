using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Budgets;

/// <summary>
/// A spending rule: whose calls it covers, how much they may use within a window, and what happens then. Balances are not
/// part of it; they are folded from the ledger, so changing a limit never loses what was used.
/// </summary>
public sealed record Budget
{
    /// <summary>Its name: 1 to 64 of a–z, 0–9, '.', '_' and '-', unique.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for, for people.</summary>
    public string? Description { get; init; }

    /// <summary>Which calls it covers: all terms must hold. Empty covers every call.</summary>
    public IReadOnlyList<ScopeTerm> Scope { get; init; } = [];

    /// <summary>
    /// Dimensions each value of which has an account of its own ("user": each user his own limit). Calls without a value
    /// share the account of the empty value. Empty: one account for all.
    /// </summary>
    public IReadOnlyList<string> Per { get; init; } = [];

    /// <summary>What may be used, at least one; each is judged by itself.</summary>
    public required IReadOnlyList<BudgetLimit> Limits { get; init; }

    /// <summary>When use counts.</summary>
    public required BudgetWindow Window { get; init; }

    /// <summary>What an open call reserves. Default elastic.</summary>
    public HoldMode Hold { get; init; } = HoldMode.Elastic;

    /// <summary>Whether reaching a limit refuses calls or only warns. Default block.</summary>
    public BudgetAction Action { get; init; } = BudgetAction.Block;

    /// <summary>The part of a limit, in percent from 0 to 100, from which calls are warned; null warns at the limit only.</summary>
    public decimal? SoftPercent { get; init; }

    /// <summary>Judge and record what it would have done, without refusing anything.</summary>
    public bool Shadow { get; init; }

    /// <summary>What happens to a stream that outgrows its hold when no more can be had. Default: it goes on, and is debited.</summary>
    public ReachedMidStream MidStream { get; init; } = ReachedMidStream.Finish;

    /// <summary>What happens to calls whose price is not known. Default: they pass, flagged, and count no dollars.</summary>
    public UnpricedCalls Unpriced { get; init; } = UnpricedCalls.Allow;

    /// <summary>What an unpriced call reserves and is debited under <see cref="UnpricedCalls.Ceiling"/>.</summary>
    public Usd? UnpricedCeiling { get; init; }

    /// <summary>Time-limited changes of a limit.</summary>
    public IReadOnlyList<BudgetOverride> Overrides { get; init; } = [];
}

/// <summary>One condition of a scope.</summary>
/// <param name="Dimension">One of <see cref="Dimensions.Names"/>, or "tag:" and a tag's name.</param>
/// <param name="Pattern">The value; "*" stands for any characters, "?" for one.</param>
public sealed record ScopeTerm(string Dimension, string Pattern);

/// <summary>One limit of a budget.</summary>
/// <param name="Unit">What is counted.</param>
/// <param name="Amount">How much, above 0: dollars, tokens, calls, seconds or tool calls.</param>
/// <param name="Meter">For tokens: the meter counted ("output"); null counts all of them.</param>
public sealed record BudgetLimit(LimitUnit Unit, decimal Amount, string? Meter = null);

/// <summary>A change of a limit for a time.</summary>
/// <param name="Unit">Which limit.</param>
/// <param name="Amount">Its amount while this holds.</param>
/// <param name="From">First instant, UTC.</param>
/// <param name="To">First instant after, UTC.</param>
/// <param name="Reason">Why.</param>
/// <param name="Author">Who allowed it.</param>
/// <param name="Member">The account it holds for, as the values of <see cref="Budget.Per"/>; null for all.</param>
public sealed record BudgetOverride(
    LimitUnit Unit,
    decimal Amount,
    DateTimeOffset From,
    DateTimeOffset To,
    string Reason,
    string Author,
    IReadOnlyList<string>? Member = null
);

/// <summary>What a limit counts.</summary>
public enum LimitUnit
{
    /// <summary>US dollars.</summary>
    Usd,

    /// <summary>Tokens of all meters, or of one.</summary>
    Tokens,

    /// <summary>Authorised calls; retries of one call by the gateway count once.</summary>
    Calls,

    /// <summary>Wall-clock seconds since the first call of the window.</summary>
    Seconds,

    /// <summary>Tools the model called.</summary>
    ToolCalls,
}

/// <summary>What an open call reserves.</summary>
public enum HoldMode
{
    /// <summary>The true worst case: the limit cannot be passed.</summary>
    Strict,

    /// <summary>What calls like it have used, topped up while it streams.</summary>
    Elastic,

    /// <summary>Nothing: only what was used counts.</summary>
    Observe,
}

/// <summary>What reaching a limit does.</summary>
public enum BudgetAction
{
    /// <summary>Calls are refused.</summary>
    Block,

    /// <summary>Calls go on with a warning.</summary>
    Warn,
}

/// <summary>What happens to a stream whose hold cannot grow any more.</summary>
public enum ReachedMidStream
{
    /// <summary>It goes on; all it uses is debited.</summary>
    Finish,

    /// <summary>It is ended with a well-formed ending; what was used is debited.</summary>
    Cut,
}

/// <summary>What happens to calls without a price.</summary>
public enum UnpricedCalls
{
    /// <summary>They pass, flagged.</summary>
    Allow,

    /// <summary>They are refused.</summary>
    Block,

    /// <summary>Each reserves, and is debited, <see cref="Budget.UnpricedCeiling"/>.</summary>
    Ceiling,
}
