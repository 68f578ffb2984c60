using TokenLedger.Accounting.Money;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries.Calls;

/// <summary>One attempt of a call: the entry that ended it, and what corrections made of it.</summary>
public record LedgerCall
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

    /// <summary>A call from its entry.</summary>
    internal static LedgerCall Of(long sequence, Entry entry, CallStatus status, Corrections corrections, bool asBooked)
    {
        Corrections counted = asBooked ? Corrections.None : corrections;
        EntryFigures own = EntryFigures.Of(entry);
        return new()
        {
            Sequence = sequence,
            Entry = entry,
            Status = WordOf(status),
            Tokens = own.Tokens + counted.Tokens,
            Known = own.Known + counted.Known,
            Estimated = own.Estimated + counted.Estimated,
            Unpriced = (own.Unpriced is true ? 1 : 0) + counted.Unpriced > 0,
            Adjustments = corrections.Count,
            Failed = own.Failed,
        };
    }

    private static string WordOf(CallStatus status) =>
        status switch
        {
            CallStatus.Open => "open",
            CallStatus.Settled => "settled",
            CallStatus.Voided => "voided",
            CallStatus.Rejected => "rejected",
            CallStatus.Adjustment => "adjustment",
            _ => "other",
        };
}
