using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Booking;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Limits;
using TokenLedger.Gateway.Relay;
using TokenLedger.Gateway.Runaway;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Ledger.Entries;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Calls;

/// <summary>One call on its way through the pipeline: each step reads what earlier ones found and adds its own.</summary>
internal sealed class InferenceCall(HttpContext http, EntryIds ids, TimeProvider clock) : IDisposable
{
    private readonly long _began = clock.GetTimestamp();
    private long? _endedMs;

    /// <summary>The call's id: in its entries, and on the answer.</summary>
    public Guid Id { get; } = ids.Next(clock.GetUtcNow());

    /// <summary>The exchange with the caller.</summary>
    public HttpContext Http { get; } = http;

    /// <summary>When the request arrived: the instant that prices it.</summary>
    public DateTimeOffset ArrivedAt { get; } = clock.GetUtcNow();

    /// <summary>Where it goes (step 1).</summary>
    public Upstream Upstream { get; set; } = null!;

    /// <summary>What it is (step 1).</summary>
    public Route Route { get; set; } = null!;

    /// <summary>The wire format the caller speaks on this route.</summary>
    public Dialect Dialect => Route?.Dialect ?? Upstream.Dialect;

    /// <summary>The path below the upstream's prefix (step 1).</summary>
    public string Path { get; set; } = "";

    /// <summary>Who it is for (steps 2 and 3).</summary>
    public LedgerAttribution Attribution { get; set; } = LedgerAttribution.None;

    /// <summary>What was found worth a word although the call goes on ("budget:team-a"); written into its entries.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>How many gates have let it pass and wait to be told of its end.</summary>
    public int GatesPassed { get; set; }

    /// <summary>What it has taken from the rate limits; null when none covers it.</summary>
    public LimitTicket? LimitTicket { get; set; }

    /// <summary>The session, step and rules it is part of; null when nothing of it is watched.</summary>
    public AgentVisit? AgentVisit { get; set; }

    /// <summary>How it is told to end before its end.</summary>
    public CallCut Cut { get; } = new();

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

    /// <summary>What the body says (step 3).</summary>
    public RequestReading Reading { get; set; } = RequestReading.Nothing;

    /// <summary>The model or deployment the caller names, in the path or in the body.</summary>
    public string? ModelAsked => Route.Model ?? Reading.Model;

    /// <summary>The model that this stands for; null when a deployment's is not known.</summary>
    public string? ModelMeant =>
        ModelAsked is not { } asked ? null
        : Upstream.Options.Deployments.TryGetValue(asked, out Deployment? deployment) ? deployment.Model
        : Upstream.Dialect.NamesDeployments ? null
        : asked;

    /// <summary>What the upstream and the request say that bears on the price (step 3).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Conditions { get; set; } = [];

    /// <summary>What a usage reader needs to know of the request.</summary>
    public RequestFacts Facts => new(ModelMeant, Streamed, Conditions);

    /// <summary>Whether a stream is asked for, by the path or by the body.</summary>
    public bool Streamed => Route.Streamed ?? Reading.Streamed;

    /// <summary>The keyed digest of the body (step 3).</summary>
    public string? RequestDigest { get; set; }

    /// <summary>The splice that asks for usage, if one is made (step 3).</summary>
    public UsageInjection? Injection { get; set; }

    /// <summary>The call's claims on what is booked once (step 4).</summary>
    public Gateway.Booking.Booking? Booking { get; set; }

    /// <summary>Whether the caller has used its key for retries before (step 4).</summary>
    public bool IsRetry { get; set; }

    /// <summary>The results of a batch that the answer brings (step 5); null on other routes.</summary>
    public BatchResults? Results { get; set; }

    /// <summary>The book that prices it (step 4).</summary>
    public RateBook? Rates { get; set; }

    /// <summary>The durable authorization (step 4); null until there is one.</summary>
    public Guid? Authorization { get; set; }

    /// <summary>Whether the authorization has its settlement or void.</summary>
    public bool IsResolved { get; set; }

    /// <summary>The upstream's status (step 5); 0 until it answered.</summary>
    public int Status { get; set; }

    /// <summary>The provider's id of the request (step 5).</summary>
    public string? ProviderRequestId { get; set; }

    /// <summary>Whether the answer is a stream (step 5).</summary>
    public bool IsStream { get; set; }

    /// <summary>Reads the answer's usage (step 5); null where none is to be had.</summary>
    public UsageReader? Usage { get; set; }

    /// <summary>When the answer's first byte came, in milliseconds after arrival.</summary>
    public long? FirstByteMs { get; private set; }

    /// <summary>The keyed digest of the answer's body (step 7).</summary>
    public string? ResponseDigest { get; set; }

    /// <summary>The settlement and its bill (step 7).</summary>
    public Entry? Settlement { get; set; }

    /// <summary>Whether the answer ended before its end, which the connection must show (step 8).</summary>
    public bool IsBrokenOff { get; set; }

    /// <summary>The request body's bytes as they came.</summary>
    public ReadOnlySpan<byte> BodyBytes => Body is null ? default : Body.Span;

    /// <summary>The request body's bytes as they are meant: decoded, or as they came when they cannot be.</summary>
    public ReadOnlySpan<byte> MeantBytes => Decoded is null ? BodyBytes : Decoded.Span;

    /// <summary>Milliseconds since arrival.</summary>
    public long ElapsedMs => (long)clock.GetElapsedTime(_began).TotalMilliseconds;

    /// <summary>
    /// Milliseconds from arrival to the end, fixed when first asked for: what the entry says and what prices by the end
    /// must be the same, or the call could not be priced again.
    /// </summary>
    public long EndedMs => _endedMs ??= ElapsedMs;

    /// <summary>The end, as the entry tells it.</summary>
    public DateTimeOffset EndedAt => ArrivedAt.AddMilliseconds(EndedMs);

    /// <summary>Notes the answer's first byte, once.</summary>
    public void NoteFirstByte() => FirstByteMs ??= ElapsedMs;

    /// <inheritdoc/>
    public void Dispose()
    {
        Body?.Dispose();
        Decoded?.Dispose();
        Booking?.Dispose();
        Cut.Dispose();
    }
}
