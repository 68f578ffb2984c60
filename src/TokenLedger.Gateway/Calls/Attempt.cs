using TokenLedger.Accounting.Metering;
using TokenLedger.Gateway.Budgets;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Gateway.Upstreams.Breakers;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Calls;

/// <summary>
/// One try of a call at one upstream: it has an authorization of its own and a settlement or void of its own, under the
/// call's id. Most calls have one.
/// </summary>
/// <param name="call">The call.</param>
/// <param name="number">Its place among the call's attempts, from 1.</param>
/// <param name="target">Where it goes.</param>
internal sealed class Attempt(InferenceCall call, int number, UpstreamMatch target)
{
    private long? _endedMs;

    /// <summary>Its place among the call's attempts, from 1.</summary>
    public int Number { get; } = number;

    /// <summary>Where it goes.</summary>
    public Upstream Upstream { get; } = target.Upstream;

    /// <summary>What it is there.</summary>
    public Route Route { get; } = target.Route!;

    /// <summary>The path below the upstream's prefix.</summary>
    public string Path { get; } = target.Path;

    /// <summary>Whether it goes to another host than the caller's path names, where the caller's credentials must not go.</summary>
    public bool IsElsewhere { get; init; }

    /// <summary>The model asked for in place of the caller's; null when it is the caller's own.</summary>
    public string? OtherModel { get; init; }

    /// <summary>The model or deployment asked for, in the path or in the body.</summary>
    public string? ModelAsked => Route.Model ?? OtherModel ?? call.Reading.Model;

    /// <summary>The model that this stands for; null when a deployment's is not known.</summary>
    public string? ModelMeant => Upstream.ModelMeantBy(ModelAsked);

    /// <summary>What the upstream and the request say that bears on the price (step 3).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Conditions { get; set; } = [];

    /// <summary>The splice that asks for usage, if one is made (step 3).</summary>
    public BodySplice? Injection { get; set; }

    /// <summary>Further changes of the body on its way out (an output cap), in any order (step 4).</summary>
    public List<BodySplice> Changes { get; } = [];

    /// <summary>Every change of the body, in the order of their places.</summary>
    public IReadOnlyList<BodySplice> Splices =>
        Changes.Count == 0 ? (Injection is { } only ? [only] : [])
        : Injection is { } asking ? [.. Changes.Append(asking).OrderBy(splice => splice.Start)]
        : [.. Changes.OrderBy(splice => splice.Start)];

    /// <summary>How long its upstream may be silent (step 3).</summary>
    public UpstreamTimeouts Timeouts { get; set; }

    /// <summary>What the breaker gave it (step 4), until it is told how the attempt went.</summary>
    public BreakerPermit? Permit { get; set; }

    /// <summary>Whether its answer closed a breaker.</summary>
    public bool ClosedBreaker { get; set; }

    /// <summary>The durable authorization (step 4); null until there is one.</summary>
    public Guid? Authorization { get; set; }

    /// <summary>What it has reserved (step 4); null when no budget covers it.</summary>
    public Reserved? Reserved { get; set; }

    /// <summary>Reserves more while its answer streams (step 6); null when nothing was estimated.</summary>
    public TopUp? TopUp { get; set; }

    /// <summary>
    /// Whether a budget may cut the stream, which must then end well. There is no place for an ending in compressed bytes:
    /// the provider is asked for plain ones, and what comes compressed all the same is decoded.
    /// </summary>
    public bool EndsWellWhenCut => TopUp is { MayCut: true };

    /// <summary>Whether its authorization was refused only because its upstream's own budget is used up (step 4).</summary>
    public bool IsUpstreamOverBudget { get; set; }

    /// <summary>How it ended, one of <see cref="CallOutcome"/> (step 7); null until then.</summary>
    public string? Outcome { get; set; }

    /// <summary>Whether the authorization has its settlement or void.</summary>
    public bool IsResolved { get; set; }

    /// <summary>The upstream's status (step 5); 0 until it answered.</summary>
    public int Status { get; set; }

    /// <summary>The provider's id of the request (step 5).</summary>
    public string? ProviderRequestId { get; set; }

    /// <summary>Whether the answer is a stream (step 6).</summary>
    public bool IsStream { get; set; }

    /// <summary>Reads the answer's usage (step 6); null where none is to be had.</summary>
    public UsageReader? Usage { get; set; }

    /// <summary>The results of a batch that the answer brings (step 6); null on other routes.</summary>
    public BatchResults? Results { get; set; }

    /// <summary>
    /// What the caller is told if no other attempt follows; null while nothing failed, and when the answer has begun or
    /// nobody waits for it.
    /// </summary>
    public Refusal? Failure { get; set; }

    /// <summary>When the answer's first byte came, in milliseconds after the call's arrival.</summary>
    public long? FirstByteMs { get; private set; }

    /// <summary>The keyed digest of the answer's body (step 7).</summary>
    public string? ResponseDigest { get; set; }

    /// <summary>The settlement and its bill (step 7); null until there is one, and when it ended in a void.</summary>
    public Entry? Settlement { get; set; }

    /// <summary>
    /// Milliseconds from the call's arrival to the attempt's end, fixed when first asked for: what the entry says and what
    /// prices by the end must be the same, or it could not be priced again.
    /// </summary>
    public long EndedMs => _endedMs ??= call.ElapsedMs;

    /// <summary>Notes the answer's first byte, once.</summary>
    public void NoteFirstByte() => FirstByteMs ??= call.ElapsedMs;
}
