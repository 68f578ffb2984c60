using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Booking;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Gateway.Limits;
using TokenLedger.Gateway.Relay;
using TokenLedger.Gateway.Runaway;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Gateway.Upstreams.Rotation;
using TokenLedger.Ledger.Entries;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Calls;

/// <summary>
/// One call on its way through the pipeline: each step reads what earlier ones found and adds its own. What concerns one
/// try at one upstream is in its <see cref="Attempt"/>; the members that only read through to it tell of the current one.
/// </summary>
internal sealed class InferenceCall : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly long _began;
    private List<Attempt>? _earlier;

    /// <summary>Begins with the first attempt.</summary>
    /// <param name="http">The exchange with the caller.</param>
    /// <param name="target">Where the first attempt goes (step 1).</param>
    /// <param name="ids">Makes the call's id.</param>
    /// <param name="clock">The clock.</param>
    public InferenceCall(HttpContext http, UpstreamMatch target, EntryIds ids, TimeProvider clock)
    {
        _clock = clock;
        _began = clock.GetTimestamp();
        Http = http;
        ArrivedAt = Entry.InstantOf(clock.GetUtcNow());
        Id = ids.Next(ArrivedAt);
        Attempt = new Attempt(this, 1, target);
    }

    /// <summary>The call's id: in its entries, and on the answer.</summary>
    public Guid Id { get; }

    /// <summary>The exchange with the caller.</summary>
    public HttpContext Http { get; }

    /// <summary>When the request arrived: the instant that prices it.</summary>
    public DateTimeOffset ArrivedAt { get; }

    /// <summary>The attempt under way, or the last one.</summary>
    public Attempt Attempt { get; private set; }

    /// <summary>All attempts so far, in order.</summary>
    public IEnumerable<Attempt> Attempts => _earlier is null ? [Attempt] : [.. _earlier, Attempt];

    /// <summary>Where its attempts may go (step 4); null while only one place is asked of.</summary>
    public AttemptPlan? Plan { get; set; }

    /// <summary>Where the current attempt goes.</summary>
    public Upstream Upstream => Attempt.Upstream;

    /// <summary>What the current attempt is there.</summary>
    public Route Route => Attempt.Route;

    /// <summary>The model or deployment that the current attempt asks for.</summary>
    public string? ModelAsked => Attempt.ModelAsked;

    /// <summary>The model that this stands for; null when a deployment's is not known.</summary>
    public string? ModelMeant => Attempt.ModelMeant;

    /// <summary>What the current attempt's upstream and the request say that bears on the price (step 3).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Conditions => Attempt.Conditions;

    /// <summary>The splice that asks for the current attempt's usage, if one is made (step 3).</summary>
    public BodySplice? Injection => Attempt.Injection;

    /// <summary>The current attempt's authorization (step 4); null until it is durable.</summary>
    public Guid? Authorization => Attempt.Authorization;

    /// <summary>The upstream's status (step 5); 0 until it answered.</summary>
    public int Status => Attempt.Status;

    /// <summary>Reads the current answer's usage (step 6); null where none is to be had.</summary>
    public UsageReader? Usage => Attempt.Usage;

    /// <summary>The current attempt's settlement and its bill (step 7); earlier ones are among <see cref="Attempts"/>.</summary>
    public Entry? Settlement => Attempt.Settlement;

    /// <summary>The wire format the caller speaks on this route.</summary>
    public Dialect Dialect => Route?.Dialect ?? Upstream.Dialect;

    /// <summary>Who it is for (steps 2 and 3).</summary>
    public LedgerAttribution Attribution { get; set; } = LedgerAttribution.None;

    /// <summary>What was found worth a word although the call goes on ("budget:team-a"); written into its entries.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>What a reader of its entries must know besides what its usage tells ("redacted").</summary>
    public List<string> Flags { get; } = [];

    /// <summary>The ids that an external decision point gave its decisions, between commas; null when none was asked.</summary>
    public string? PolicyDecision { get; private set; }

    /// <summary>The revision of the policies that judged it; null without policies.</summary>
    public string? PolicyRevision { get; set; }

    /// <summary>How many gates have let it pass and wait to be told of its end.</summary>
    public int GatesPassed { get; set; }

    /// <summary>What it has taken from the rate limits; null when none covers it.</summary>
    public LimitTicket? LimitTicket { get; set; }

    /// <summary>What it does that the one before it did not (step 4); null when it does not show it, or nobody asks.</summary>
    public AgentStep? AgentStep { get; set; }

    /// <summary>The session and rules it is part of; null when nothing of it is watched.</summary>
    public AgentVisit? AgentVisit { get; set; }

    /// <summary>How it is told to end before its end.</summary>
    public CallCut Cut { get; } = new();

    /// <summary>
    /// Whether the call goes on with the gateway's own key for the upstream, because the caller's is none of the
    /// provider's (step 2).
    /// </summary>
    public bool UsesOwnCredential { get; set; }

    /// <summary>The caller's virtual key (step 2); null when it brings a key of the provider's.</summary>
    public VirtualKey? VirtualKey { get; set; }

    /// <summary>The caller's trace (step 2).</summary>
    public TraceParent? Trace { get; set; }

    /// <summary>The caller's key for retries (step 2).</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>The query to forward (step 2).</summary>
    public string Query { get; set; } = "";

    /// <summary>The request body, byte for byte; null when there is none (step 3).</summary>
    public PooledBuffer? Body { get; set; }

    /// <summary>The request body decoded, when it came compressed and can be read (step 3).</summary>
    public PooledBuffer? Decoded { get; set; }

    /// <summary>Whether the body's bytes say what they mean, so that splices can be made (step 3).</summary>
    public bool IsPlain { get; set; }

    /// <summary>What the body says (step 3).</summary>
    public RequestReading Reading { get; set; } = RequestReading.Nothing;

    /// <summary>Who says how much of its prompt (step 3); null where it is no conversation.</summary>
    public PromptParts? PromptParts { get; set; }

    /// <summary>What it says of media that bears on the price (step 3).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Media { get; set; } = [];

    /// <summary>What a usage reader needs to know of the request.</summary>
    public RequestFacts Facts => new(ModelMeant, Streamed, Conditions);

    /// <summary>Whether a stream is asked for, by the path or by the body.</summary>
    public bool Streamed => Route.Streamed ?? Reading.Streamed;

    /// <summary>The keyed digest of the body (step 3).</summary>
    public string? RequestDigest { get; set; }

    /// <summary>The call's claims on what is booked once (step 4).</summary>
    public Gateway.Booking.Booking? Booking { get; set; }

    /// <summary>Whether the caller has used its key for retries before (step 4).</summary>
    public bool IsRetry { get; set; }

    /// <summary>The book that prices it (step 4).</summary>
    public RateBook? Rates { get; set; }

    /// <summary>Whether the answer ended before its end, which the connection must show (step 8).</summary>
    public bool IsBrokenOff { get; set; }

    /// <summary>The request body's bytes as they came.</summary>
    public ReadOnlySpan<byte> BodyBytes => Body is null ? default : Body.Span;

    /// <summary>The request body's bytes as they are meant: decoded, or as they came when they cannot be.</summary>
    public ReadOnlySpan<byte> MeantBytes => Decoded is null ? BodyBytes : Decoded.Span;

    /// <summary>Milliseconds since arrival.</summary>
    public long ElapsedMs => (long)_clock.GetElapsedTime(_began).TotalMilliseconds;

    /// <summary>The current attempt's end, as the entry tells it.</summary>
    public DateTimeOffset EndedAt => ArrivedAt.AddMilliseconds(Attempt.EndedMs);

    /// <summary>Notes what an external decision point said of itself.</summary>
    public void NoteDecision(string? id, string? revision)
    {
        PolicyDecision = id is null || PolicyDecision is null ? PolicyDecision ?? id : $"{PolicyDecision},{id}";
        PolicyRevision = revision is null ? PolicyRevision : $"{PolicyRevision},opa:{revision}";
    }

    /// <summary>
    /// Aims the call elsewhere. An attempt that was authorised stays among <see cref="Attempts"/> and the next one begins;
    /// one that was not is replaced, for nothing has been recorded of it.
    /// </summary>
    /// <param name="target">Where it goes now.</param>
    /// <param name="otherModel">The model to ask for in place of the caller's; null for the caller's own.</param>
    public void AimAt(UpstreamMatch target, string? otherModel)
    {
        Attempt next = AttemptAt(target, otherModel);
        if (Attempt.Authorization is not null)
        {
            (_earlier ??= []).Add(Attempt);
        }

        Attempt = next;
    }

    /// <summary>The attempt that would follow at another place.</summary>
    /// <param name="target">Where.</param>
    /// <param name="otherModel">The model to ask for in place of the caller's; null for the caller's own.</param>
    public Attempt AttemptAt(UpstreamMatch target, string? otherModel)
    {
        UpstreamMatch origin = Plan?.Origin ?? new(Upstream, Route, Attempt.Path);
        return new Attempt(this, Attempt.Number + (Attempt.Authorization is null ? 0 : 1), target)
        {
            OtherModel = otherModel,
            IsElsewhere = !target.Upstream.SharesHostWith(origin.Upstream),
        };
    }

    /// <summary>
    /// Lets what reads the call see an attempt that may follow instead of the current one, until the answer is disposed of.
    /// </summary>
    public IDisposable Imagine(Attempt attempt) => new Imagined(this, attempt);

    private sealed class Imagined : IDisposable
    {
        private readonly InferenceCall _call;
        private readonly Attempt _before;

        public Imagined(InferenceCall call, Attempt attempt)
        {
            (_call, _before) = (call, call.Attempt);
            call.Attempt = attempt;
        }

        public void Dispose() => _call.Attempt = _before;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Body?.Dispose();
        Decoded?.Dispose();
        Booking?.Dispose();
        Cut.Dispose();
    }
}
