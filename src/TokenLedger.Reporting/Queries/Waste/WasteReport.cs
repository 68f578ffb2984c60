using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Queries.Calls;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>What kind of waste. No call is in two of the first four; <see cref="MissedCaching"/> stands beside them.</summary>
public enum WasteKind
{
    /// <summary>Paid, though the call failed and was not tried again.</summary>
    Failed,

    /// <summary>Paid, though the attempt did not succeed and another attempt of the same call followed.</summary>
    Retried,

    /// <summary>Paid, though the caller left, or the call was stopped, before the answer was complete.</summary>
    Abandoned,

    /// <summary>Served again although the same caller had got the answer to the same request a short while before.</summary>
    Duplicate,

    /// <summary>Went on with a long prompt shortly after one of the same conversation, and read nothing from a cache.</summary>
    MissedCaching,
}

/// <summary>The answer to a <see cref="WasteQuery"/>.</summary>
public sealed record WasteReport
{
    /// <summary>The question.</summary>
    public required WasteQuery Query { get; init; }

    /// <summary>One for each <see cref="WasteKind"/>, in their order.</summary>
    public required IReadOnlyList<WasteFinding> Findings { get; init; }

    /// <summary>The sum of the first four kinds, which share no call.</summary>
    public required WasteSum Wasted { get; init; }

    /// <summary>All that the slice cost, to compare with.</summary>
    public required Usd Spent { get; init; }

    /// <summary>
    /// Whether more different requests or conversations were in force at once than are remembered: then some duplicates and
    /// missed caching are not found, and the figures are too low.
    /// </summary>
    public required bool IsIncomplete { get; init; }

    /// <summary>The same about the time that the question compares with; null when it compares with none.</summary>
    public WasteReport? Before { get; init; }

    /// <summary>Ledger entries folded into this answer.</summary>
    public required long AsOfEntry { get; init; }
}

/// <summary>Calls and what they cost.</summary>
/// <param name="Calls">Attempts.</param>
/// <param name="Cost">Their cost as far as priced.</param>
public readonly record struct WasteSum(long Calls, Usd Cost)
{
    /// <summary>Both together.</summary>
    public static WasteSum operator +(WasteSum left, WasteSum right) =>
        new(left.Calls + right.Calls, left.Cost + right.Cost);
}

/// <summary>What of one kind was found.</summary>
public sealed record WasteFinding
{
    /// <summary>The kind.</summary>
    public required WasteKind Kind { get; init; }

    /// <summary>Calls and cost.</summary>
    public required WasteSum Sum { get; init; }

    /// <summary>The dearest groups.</summary>
    public required IReadOnlyList<WasteGroup> Groups { get; init; }

    /// <summary>Groups left out.</summary>
    public required int GroupsLeftOut { get; init; }

    /// <summary>The dearest calls.</summary>
    public required IReadOnlyList<WasteExample> Examples { get; init; }

    /// <summary>For <see cref="WasteKind.MissedCaching"/>: what could have been saved; null for the others.</summary>
    public MissedSaving? Missed { get; init; }
}

/// <summary>A group of calls.</summary>
/// <param name="Key">Its value; null where calls have none.</param>
/// <param name="Sum">Calls and cost.</param>
public sealed record WasteGroup(string? Key, WasteSum Sum);

/// <summary>A call as an example.</summary>
/// <param name="Call">The call.</param>
/// <param name="Before">
/// The position in the ledger of the entry of the call before it: of a duplicate the one whose answer would have done, of
/// missed caching the one whose prompt could have been in the cache. Null otherwise.
/// </param>
public sealed record WasteExample(LedgerCall Call, long? Before);

/// <summary>What caching prompts could have saved at most.</summary>
/// <param name="Tokens">Prompt tokens that could have been read from a cache at most.</param>
/// <param name="Most">
/// What that would have saved at most, of the calls of which entries tell it: tokens times the greatest saving per cached
/// token that any call of the same provider, model and tier had in the window.
/// </param>
/// <param name="Calls">The calls of which entries tell it.</param>
/// <param name="Unknown">The calls of which no entry tells what caching saves: they are in no amount.</param>
public sealed record MissedSaving(long Tokens, Usd Most, long Calls, long Unknown);
