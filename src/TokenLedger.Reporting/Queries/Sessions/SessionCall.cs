using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Sessions;

/// <summary>One call of a session (one attempt of it): the entry that ended it, and what corrections made of it.</summary>
public sealed record SessionCall
{
    /// <summary>The entry's position in the ledger.</summary>
    public required long Sequence { get; init; }

    /// <summary>The entry that ended it, or opened it while it is open: what was called, how it ended, tools and flags.</summary>
    public required Entry Entry { get; init; }

    /// <summary>"open", "settled", "voided", "rejected", "other" (a tool call) or "adjustment" (an amount of no call).</summary>
    public required string Status { get; init; }

    /// <summary>The tokens, on the report's basis.</summary>
    public required TokenCounts Tokens { get; init; }

    /// <summary>Prompt tokens of all kinds.</summary>
    public long PromptTokens => Tokens.Input + Tokens.Cached + Tokens.Written;

    /// <summary>Answer tokens, reasoning included.</summary>
    public long AnswerTokens => Tokens.Output + Tokens.Reasoning;

    /// <summary>The priced cost, on the report's basis.</summary>
    public required Usd Known { get; init; }

    /// <summary>Its estimated part.</summary>
    public required Usd Estimated { get; init; }

    /// <summary>Whether some part has no price.</summary>
    public required bool Unpriced { get; init; }

    /// <summary>Adjustments of it: in the cost as corrected, left out of it as booked.</summary>
    public required long Adjustments { get; init; }

    /// <summary>Whether it ended without the answer it was made for.</summary>
    public required bool Failed { get; init; }

    /// <summary>The node of the tree that made it; null when that is among those left out.</summary>
    public required int? Node { get; init; }
}
