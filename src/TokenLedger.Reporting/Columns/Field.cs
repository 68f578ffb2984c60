using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Columns;

/// <summary>The columns that are not names. Every value is an integer; a column of zeros takes no space.</summary>
internal enum Field
{
    /// <summary>Sequence of the entry that made the row.</summary>
    Sequence,

    /// <summary>The number of the attempt in <c>calls</c>: the same for the row that ended it and for its corrections.</summary>
    Call,

    /// <summary>A <see cref="CallStatus"/>; never open.</summary>
    Status,

    /// <summary>When the call began, microseconds since 1970 UTC; an adjustment has its call's.</summary>
    OccurredAt,

    /// <summary>When the ledger took the call's end, microseconds since 1970 UTC; an adjustment has its call's.</summary>
    BookedAt,

    /// <summary>Calls the row stands for: 1, more for a coalesced rejection, 0 for an adjustment.</summary>
    Calls,

    /// <summary>1 for an adjustment, else 0.</summary>
    Adjustments,

    /// <summary>HTTP status; 0 for none.</summary>
    HttpStatus,

    /// <summary>Milliseconds to the end of the answer, plus 1; 0 when not known.</summary>
    Latency,

    /// <summary>Milliseconds to its first byte, plus 1; 0 when not known.</summary>
    FirstByte,

    /// <summary>Fresh prompt tokens.</summary>
    Input,

    /// <summary>Prompt tokens read from a cache.</summary>
    Cached,

    /// <summary>Prompt tokens written to a cache.</summary>
    Written,

    /// <summary>Answer tokens without reasoning.</summary>
    Output,

    /// <summary>Reasoning tokens.</summary>
    Reasoning,

    /// <summary>Priced cost, whole micro-dollars, see <see cref="SplitAmount"/>.</summary>
    KnownMicro,

    /// <summary>Priced cost, the pico-dollars left.</summary>
    KnownRest,

    /// <summary>Its estimated part, whole micro-dollars.</summary>
    EstimatedMicro,

    /// <summary>Its estimated part, the pico-dollars left.</summary>
    EstimatedRest,

    /// <summary>1 when some part has no price; for an adjustment the change.</summary>
    Unpriced,

    /// <summary>The part of the priced cost that rests on tokens counted here, whole micro-dollars.</summary>
    CountedMicro,

    /// <summary>That part, the pico-dollars left.</summary>
    CountedRest,

    /// <summary>
    /// What reading from and writing to a cache spared against fresh input at the entry's own rates, whole micro-dollars;
    /// negative where writing cost more than reading spared, 0 where the entry does not tell the rate of fresh input.
    /// </summary>
    SavedMicro,

    /// <summary>That, the pico-dollars left.</summary>
    SavedRest,

    /// <summary>The upstream try within the call, from 1; 0 when not known.</summary>
    Attempt,

    /// <summary>The prompt's size in tokens of all kinds; 0 when not known.</summary>
    ContextTokens,

    /// <summary>The model's context window in tokens; 0 when not known.</summary>
    ContextWindow,

    /// <summary>Tools offered to the model.</summary>
    ToolsOffered,

    /// <summary>Tools the model called.</summary>
    ToolsCalled,

    /// <summary>1 for a streamed answer.</summary>
    Streamed,

    /// <summary>63 bits of the keyed digest of the request's body: equal for equal bodies; 0 when not known.</summary>
    Prompt,

    /// <summary>1 for a call that ended without the answer it was made for, see <see cref="FailedCall"/>.</summary>
    Failed,

    /// <summary>1 for a call of whose bill some quantity is estimated, priced or not.</summary>
    EstimatedCalls,

    /// <summary>1 for a call of whose bill some quantity was counted here, priced or not.</summary>
    CountedCalls,

    /// <summary>
    /// The prompt's share of the context window in hundredths of a percent, rounded up; 0 when not known. See
    /// <see cref="Projections.ContextShare"/>.
    /// </summary>
    ContextShare,

    /// <summary>
    /// The prompt's tokens that are instructions, estimated by bytes; this and the three others add up to
    /// <see cref="ContextTokens"/>, or are all 0 when not known. See <see cref="PromptTokens"/>.
    /// </summary>
    PromptSystem,

    /// <summary>The prompt's tokens that users asked.</summary>
    PromptUser,

    /// <summary>The prompt's tokens that the model answered before.</summary>
    PromptModel,

    /// <summary>The prompt's tokens that are tools offered and their answers.</summary>
    PromptTool,
}

/// <summary>Where columns stand in a row: the fields, then the dimensions of <see cref="Dimensions"/>, then tags.</summary>
internal static class ColumnLayout
{
    /// <summary>Fields.</summary>
    public const int Fields = (int)Field.PromptTool + 1;

    /// <summary>Fields and dimensions; tags come after, in the order of their first use within a chunk.</summary>
    public static int Fixed => Fields + Dimensions.Count;

    /// <summary>The column of a dimension.</summary>
    public static int OfDimension(int dimension) => Fields + dimension;
}
