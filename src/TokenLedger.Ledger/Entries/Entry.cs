using System.Diagnostics.CodeAnalysis;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;

namespace TokenLedger.Ledger.Entries;

/// <summary>
/// One immutable ledger entry. Its canonical bytes (restricted RFC 8785 JSON, see <c>docs/ledger-format.md</c>) are
/// what is hashed, stored and proved; this type is their readable form. Its position in the ledger is not part of it:
/// the Merkle tree proves the position.
/// </summary>
public sealed record Entry
{
    private DateTimeOffset _recordedAt;

    /// <summary>An entry of which nothing is said yet.</summary>
    public Entry() { }

    /// <summary>An entry that says what the others of its attempt say, to which its own is added.</summary>
    [SetsRequiredMembers]
    public Entry(in EntryOrigin origin)
    {
        Kind = origin.Kind;
        Id = origin.Id;
        OccurredAt = origin.OccurredAt;
        Call = origin.Call;
        Attempt = origin.Attempt;
        Settles = origin.Settles;
        Attribution = origin.Attribution;
        Provider = origin.Provider;
        Upstream = origin.Upstream;
        Api = origin.Api;
        ModelRequested = origin.ModelRequested;
        TraceId = origin.TraceId;
        ParentSpanId = origin.ParentSpanId;
        PolicyDecision = origin.PolicyDecision;
        PolicyRevision = origin.PolicyRevision;
        Warnings = origin.Warnings;
        Outcome = origin.Outcome;
        HttpStatus = origin.HttpStatus;
        LatencyMs = origin.LatencyMs;
        FirstByteMs = origin.FirstByteMs;
        ResponseDigest = origin.ResponseDigest;
        ProviderRequestId = origin.ProviderRequestId;
    }

    /// <summary>What it records.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>The entry's own id, a version 7 UUID.</summary>
    public required Guid Id { get; init; }

    /// <summary>
    /// When the ledger took it, UTC, microseconds, strictly increasing along the ledger. Set by the ledger: a value
    /// given by the caller is not recorded.
    /// </summary>
    public DateTimeOffset RecordedAt
    {
        get => _recordedAt;
        init => _recordedAt = value;
    }

    /// <summary>When it happened, UTC, microseconds: for a call, when the request began (the instant that prices it).</summary>
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>The call it belongs to.</summary>
    public Guid? Call { get; init; }

    /// <summary>The upstream try within the call, from 1.</summary>
    public int? Attempt { get; init; }

    /// <summary>The authorization that this settlement or void resolves.</summary>
    public Guid? Settles { get; init; }

    /// <summary>The entry that this one corrects.</summary>
    public Guid? Corrects { get; init; }

    /// <summary>The entry that led to this one; of an authorization, the open one that it tops up.</summary>
    public Guid? CausedBy { get; init; }

    /// <summary>Whether this raises the hold of another authorization, and so opens nothing itself.</summary>
    public bool IsTopUp => EntryLinks.Of(this).IsTopUp;

    /// <summary>Whether an attempt begins with it: an authorization that is not a top-up of one.</summary>
    public bool BeginsAttempt => EntryLinks.Of(this).BeginsAttempt;

    /// <summary>Whether a call begins with it: the authorization of its first attempt.</summary>
    public bool BeginsCall => BeginsAttempt && Attempt is null or 1;

    /// <summary>Who and what it is for.</summary>
    public Attribution Attribution { get; init; } = Attribution.None;

    /// <summary>The provider whose rate card applies ("openai").</summary>
    public string? Provider { get; init; }

    /// <summary>The configured upstream that was asked.</summary>
    public string? Upstream { get; init; }

    /// <summary>The dialect and operation ("openai.chat", "anthropic.messages").</summary>
    public string? Api { get; init; }

    /// <summary>The model the caller asked for.</summary>
    public string? ModelRequested { get; init; }

    /// <summary>The model that answered.</summary>
    public string? ModelServed { get; init; }

    /// <summary>The tier that served the call (standard, batch, flex, priority).</summary>
    public string? ServiceTier { get; init; }

    /// <summary>The region that served the call.</summary>
    public string? Region { get; init; }

    /// <summary>
    /// On settlements: every fact by which a price may be chosen besides the context size and the instants, by the names
    /// of the rate tables' conditions, sorted, the tier left out where <see cref="ServiceTier"/> has it. Null when they
    /// were not recorded, which is not the same as none.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Conditions { get; init; }

    /// <summary>Whether the answer was a stream.</summary>
    public bool? Streamed { get; init; }

    /// <summary>For an authorization: the most this call is expected to cost.</summary>
    public Hold? Hold { get; init; }

    /// <summary>The bill's lines.</summary>
    public IReadOnlyList<LineItem> Lines { get; init; } = [];

    /// <summary>The cost; null when unpriced (which is not zero) and on entries that carry no cost.</summary>
    public Usd? Cost { get; init; }

    /// <summary>
    /// On settlements and adjustments: the priced part, equal to <see cref="Cost"/> when everything is priced.
    /// </summary>
    public Usd? KnownCost { get; init; }

    /// <summary>
    /// On adjustments that price an entry again: what its priced part came to before, earlier adjustments included.
    /// </summary>
    public Usd? KnownBefore { get; init; }

    /// <summary>The part of <see cref="KnownCost"/> that rests on estimated quantities; null when none does.</summary>
    public Usd? EstimatedCost { get; init; }

    /// <summary>On settlements: whether every line has a price.</summary>
    public bool? Priced { get; init; }

    /// <summary>Where the usage comes from.</summary>
    public UsageSource? UsageSource { get; init; }

    /// <summary>The provider's usage object as JSON text, unchanged, at most 4 KiB.</summary>
    public string? RawUsage { get; init; }

    /// <summary>The cost the provider itself stated, an exact decimal of USD.</summary>
    public string? ProviderCost { get; init; }

    /// <summary>What a reader must know (stream_truncated, unpriced_model …), sorted.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>The prompt's size in tokens, all kinds.</summary>
    public long? ContextTokens { get; init; }

    /// <summary>The model's context window in tokens.</summary>
    public long? ContextWindow { get; init; }

    /// <summary>On settlements: who said how much of the prompt; null where the request is no conversation.</summary>
    public PromptParts? PromptParts { get; init; }

    /// <summary>Tools offered to the model.</summary>
    public int? ToolsOffered { get; init; }

    /// <summary>Tools the model called, by name, in order.</summary>
    public IReadOnlyList<string> ToolsCalled { get; init; } = [];

    /// <summary>
    /// How it ended: served, client_gone, upstream_refused (an error status), upstream_failed, upstream_timeout,
    /// upstream_unreachable, stream_cut, stream_error, shutdown, crash, metadata.
    /// </summary>
    public string? Outcome { get; init; }

    /// <summary>The upstream's HTTP status.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>Milliseconds from the request's arrival to the end of the answer.</summary>
    public long? LatencyMs { get; init; }

    /// <summary>Milliseconds from the request's arrival to the first byte of the answer.</summary>
    public long? FirstByteMs { get; init; }

    /// <summary>Keyed digest of the request body as it came.</summary>
    public string? RequestDigest { get; init; }

    /// <summary>
    /// Keyed digest of what the call does that the one before it did not (the newest tool calls and their results, or the
    /// newest prompt): equal for equal steps of one ledger. Null where nobody asked.
    /// </summary>
    public string? StepDigest { get; init; }

    /// <summary>Keyed digest of the response body as it was sent.</summary>
    public string? ResponseDigest { get; init; }

    /// <summary>The provider's id of the request (x-request-id, request-id).</summary>
    public string? ProviderRequestId { get; init; }

    /// <summary>The provider's id of the response.</summary>
    public string? ResponseId { get; init; }

    /// <summary>W3C trace id, 32 hex digits.</summary>
    public string? TraceId { get; init; }

    /// <summary>W3C id of the caller's span, 16 hex digits.</summary>
    public string? ParentSpanId { get; init; }

    /// <summary>The caller's idempotency key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>For admin entries: what changed ("rates.activated"); for others a short reason.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// For admin entries: what it changed to (a rate book's version, a budget's name). For rejections: the rule, budget or
    /// limit that refused.
    /// </summary>
    public string? Subject { get; init; }

    /// <summary>For admin entries: who made the change, as the gateway knows him ("token:ci", "oidc:alice", "local").</summary>
    public string? Actor { get; init; }

    /// <summary>For admin entries: what was there before, as JSON text without secrets; null when nothing was.</summary>
    public string? Before { get; init; }

    /// <summary>For admin entries: what is there now, as JSON text without secrets; null when it was removed.</summary>
    public string? After { get; init; }

    /// <summary>For outcomes: what was achieved or not ("ticket_resolved").</summary>
    public string? Name { get; init; }

    /// <summary>For outcomes: whether it was achieved.</summary>
    public bool? Success { get; init; }

    /// <summary>For outcomes: what it is worth to the business. Never a cost: it is in no sum of costs.</summary>
    public Usd? Value { get; init; }

    /// <summary>For rejections: how many calls it stands for, from 2; null for one.</summary>
    public long? Repeats { get; init; }

    /// <summary>What was found worth a word although the call went on ("budget:team-a", "policy:needs-feature"), sorted.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The id that an external decision point gave its decision.</summary>
    public string? PolicyDecision { get; init; }

    /// <summary>The revision of the policies that decided.</summary>
    public string? PolicyRevision { get; init; }

    /// <summary>An instant as entries keep it: UTC, whole microseconds.</summary>
    public static DateTimeOffset InstantOf(DateTimeOffset instant) =>
        EntryTime.Instant(EntryTime.Microseconds(instant));

    /// <summary>
    /// The entry as it will read back from its bytes, but for when it is recorded. The same one where it was made so, and
    /// has not been recorded before.
    /// </summary>
    internal Entry AsRead()
    {
        DateTimeOffset occurredAt = InstantOf(OccurredAt);
        var conditions = Conditions is null ? null : CanonicalEntry.Sorted(Conditions);
        var tags = CanonicalEntry.Sorted(Attribution.Tags);
        bool isSo =
            _recordedAt == default
            && occurredAt.EqualsExact(OccurredAt)
            && KnownCost == (KnownCost ?? Cost)
            && ReferenceEquals(conditions, Conditions)
            && ReferenceEquals(tags, Attribution.Tags);
        return isSo
            ? this
            : this with
            {
                RecordedAt = default,
                OccurredAt = occurredAt,
                KnownCost = KnownCost ?? Cost,
                Conditions = conditions,
                Attribution = ReferenceEquals(tags, Attribution.Tags) ? Attribution : Attribution with { Tags = tags },
            };
    }

    /// <summary>
    /// Tells the entry when it was recorded, once, before any follower sees it: so that one object serves the caller and
    /// all who follow.
    /// </summary>
    /// <param name="microseconds">Microseconds since the Unix epoch.</param>
    internal void Stamp(long microseconds) => _recordedAt = EntryTime.Instant(microseconds);
}

/// <summary>The bound that an authorization reserves.</summary>
/// <param name="InputTokens">Most input tokens the request can have.</param>
/// <param name="OutputTokens">Most output tokens it can produce.</param>
/// <param name="Amount">Their price; null when the model is unpriced.</param>
public sealed record Hold(long InputTokens, long OutputTokens, Usd? Amount)
{
    /// <summary>What the call will probably use, where that was learned; null when only the bound is known.</summary>
    public HoldEstimate? Expected { get; init; }
}

/// <summary>What a call will probably use: budgets with elastic holds reserve this instead of the bound.</summary>
/// <param name="InputTokens">Input tokens, estimated on the high side.</param>
/// <param name="OutputTokens">Output tokens, a high percentile of what calls like it have used.</param>
/// <param name="Amount">Their price; null when the model is unpriced.</param>
public sealed record HoldEstimate(long InputTokens, long OutputTokens, Usd? Amount);
