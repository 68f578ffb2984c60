using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Budgets;

/// <summary>
/// The true worst case of a call, which a strict budget reserves: what it can cost at most whatever the provider does.
/// Where there is none, the call must be refused.
/// </summary>
internal sealed class StrictBound
{
    /// <summary>Tokens that a provider's own template may add to any prompt.</summary>
    public const int TemplateTokens = 64;

    /// <summary>Tokens that it may add when tools are offered: the instructions how to use them.</summary>
    public const int ToolTemplateTokens = 1_024;

    private readonly RateBook _book;
    private readonly InferenceCall _call;
    private readonly long _inputTokens;
    private readonly bool _media;
    private readonly long _answers;

    private StrictBound(RateBook book, InferenceCall call, long inputTokens, bool media, long answers)
    {
        _book = book;
        _call = call;
        _inputTokens = inputTokens;
        _media = media;
        _answers = answers;
    }

    /// <summary>What nothing bounds, in words; null when everything is bounded.</summary>
    public string? Unbounded { get; private init; }

    /// <summary>Most output tokens of one answer, where the request or the model's context bounds it.</summary>
    public long? OutputTokens { get; private init; }

    /// <summary>What it costs at most where the request says how much of what is billed it wants; null where tokens are.</summary>
    private Usd? Amount { get; init; }

    /// <summary>Where a cap can be set, when the request has none; null when it has one, or cannot be changed.</summary>
    public OutputCap? Settable { get; private init; }

    /// <summary>The bound of a call; null for calls that cost nothing.</summary>
    /// <param name="book">What prices it.</param>
    /// <param name="call">The call.</param>
    /// <param name="mayChange">Whether the body may be changed: neither signed by the caller nor encoded.</param>
    public static StrictBound? Of(RateBook book, InferenceCall call, bool mayChange)
    {
        if (call.Route.Kind is not (RouteKind.Inference or RouteKind.Unmetered))
        {
            return BatchBegins(call) ? Endless(book, call, "a batch, whose requests run later") : null;
        }

        string operation = call.Route.Api[(call.Route.Api.LastIndexOf('.') + 1)..];
        if (operation == "moderations")
        {
            return new(book, call, 0, media: false, answers: 0) { OutputTokens = 0 };
        }

        if (MediaBound.Of(book, call) is { } media)
        {
            return new(book, call, 0, media: false, answers: 0) { OutputTokens = 0, Amount = media };
        }

        if (call.Route.Kind == RouteKind.Unmetered || Uncounted(operation))
        {
            return Endless(book, call, "a route whose cost cannot be told before it ran");
        }

        string provider = call.Upstream.Options.Provider;
        if (call.ModelMeant is { } model && SearchesByItself(provider, model))
        {
            return Endless(book, call, "searches that the model runs by itself");
        }

        RequestReach reach = RequestReach.Of(call.Route.Api, call.MeantBytes);
        return reach.Unbounded is { } unbounded
            ? Endless(book, call, unbounded)
            : Of(book, call, mayChange, reach, answers: operation is not ("embeddings" or "embed"));
    }

    private static StrictBound Of(RateBook book, InferenceCall call, bool mayChange, RequestReach reach, bool answers)
    {
        string provider = call.Upstream.Options.Provider;
        long? window = book.Find(provider, call.ModelMeant ?? "", call.ArrivedAt)?.Row.ContextWindow;
        if (reach.Outside && (window is null || !answers))
        {
            return Endless(book, call, "input that is not text in the body, for a model whose context is not known");
        }

        long input = call.MeantBytes.Length + TemplateTokens + (call.Reading.ToolsOffered > 0 ? ToolTemplateTokens : 0);
        input = reach.Outside ? Math.Max(input, window!.Value) : input;
        if (!answers)
        {
            return new(book, call, input, reach.Media, answers: 0) { OutputTokens = 0 };
        }

        OutputCapPlace? place = OutputCapPlace.Of(call.Route.Api, provider, call.ModelMeant ?? call.ModelAsked);
        OutputCap? cap = place is null ? null : OutputCap.Read(place, call.MeantBytes);
        bool settable = cap is { Tokens: null } && mayChange;
        return new(book, call, input, reach.Media, reach.MayWantMore ? Answers.Of(call.Route.Api, call.MeantBytes) : 1)
        {
            OutputTokens = cap?.Tokens ?? (settable ? null : window),
            Settable = settable ? cap : null,
            Unbounded =
                cap?.Tokens is null && !settable && window is null
                    ? "an answer without a limit, in a request that may not be changed"
                    : null,
        };
    }

    private static StrictBound Endless(RateBook book, InferenceCall call, string what) =>
        new(book, call, 0, media: false, answers: 0) { Unbounded = what };

    private static bool BatchBegins(InferenceCall call) =>
        call.Route.Api.EndsWith(".batches", StringComparison.Ordinal)
        && HttpMethods.IsPost(call.Http.Request.Method)
        && !call.Attempt.Path.EndsWith("cancel", StringComparison.Ordinal);

    /// <summary>Operations billed by something that the request's bytes do not bound.</summary>
    private static bool Uncounted(string operation) =>
        operation
            is "images"
                or "speech"
                or "transcription"
                or "predict"
                or "realtime"
                or "ocr"
                or "rerank"
                or "classify";

    private static bool SearchesByItself(string provider, string model) =>
        provider == "perplexity"
        || model.Contains("-search-", StringComparison.OrdinalIgnoreCase)
        || model.Contains("deep-research", StringComparison.OrdinalIgnoreCase)
        || model.EndsWith(":online", StringComparison.OrdinalIgnoreCase)
        || (provider == "groq" && model.Contains("compound", StringComparison.OrdinalIgnoreCase));

    /// <summary>The hold for so many output tokens of each answer.</summary>
    public Hold With(long outputTokens)
    {
        long output = checked(outputTokens * _answers);
        return new Hold(_inputTokens, output, Amount ?? Price(output));
    }

    private Usd? Price(long output) =>
        _book.WorstCase(
            _call.Upstream.Options.Provider,
            _call.ModelMeant,
            _call.ArrivedAt,
            _inputTokens,
            output,
            WithoutCheaperTiers(_call.Conditions),
            _media
        );

    /// <summary>Whether the model has a price, though none that bounds a call (a fee per search, another currency).</summary>
    public bool IsPriced =>
        _book.Find(_call.Upstream.Options.Provider, _call.ModelMeant ?? "", _call.ArrivedAt) is not null;

    /// <summary>A cheaper tier is asked for, and not promised: the answer may be served, and billed, at another.</summary>
    private static IReadOnlyList<KeyValuePair<string, string>> WithoutCheaperTiers(
        IReadOnlyList<KeyValuePair<string, string>> conditions
    ) =>
        [
            .. conditions.Where(fact =>
                fact.Key != "service_tier" || fact.Value is "default" or "standard" or "standard_only" or "priority"
            ),
        ];
}
