using TokenLedger.Gateway.Upstreams.Breakers;

namespace TokenLedger.Gateway.Dialects;

/// <summary>A call that the gateway itself answers, worded once and dressed by the dialect.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Type">What kind of error, in the dialects' common vocabulary ("invalid_request_error").</param>
/// <param name="Code">A stable word for programs ("unknown_route").</param>
/// <param name="Message">What is wrong and what to do, one or two sentences.</param>
/// <param name="RetryAfterSeconds">Whole seconds for Retry-After; null for none.</param>
public sealed record Refusal(int Status, string Type, string Code, string Message, int? RetryAfterSeconds = null)
{
    /// <summary>
    /// What programs need to know besides the code (budget, limit, used, held …), in order; in the body of every dialect,
    /// beside the message. Amounts are text.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];

    /// <summary>
    /// Whether SDKs may try again: the header x-should-retry, which overrides what they make of the status. Null says
    /// nothing.
    /// </summary>
    public bool? ShouldRetry { get; init; }

    /// <summary>Further response headers ("x-ratelimit-remaining-requests").</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>
    /// Which rule, budget or limit says no ("budget:team-a"), for the record of the rejection. Null for refusals that are
    /// not recorded: malformed or unauthenticated requests, and faults.
    /// </summary>
    public string? Subject { get; init; }

    /// <summary>A JSON body in place of the dialect's own; null for that one.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>No upstream serves this path.</summary>
    public static Refusal UnknownRoute(string method, string path) =>
        new(
            404,
            "not_found_error",
            "unknown_route",
            $"TokenLedger has no route for {method} {path}. Nothing was forwarded. "
                + "Check the base URL, or configure an upstream with this path's prefix."
        );

    /// <summary>A header or parameter of ours is malformed.</summary>
    public static Refusal BadAttribution(string message) =>
        new(400, "invalid_request_error", "invalid_attribution", message);

    /// <summary>The request body is larger than allowed.</summary>
    public static Refusal BodyTooLarge(long limit) =>
        new(
            413,
            "request_too_large",
            "request_too_large",
            $"The request body is larger than {limit} bytes, the gateway's limit (limits.request_body)."
        );

    /// <summary>The request body never arrived whole: too slow (408), or not HTTP (400).</summary>
    public static Refusal BrokenBody(int status, string detail) =>
        new(
            status,
            "invalid_request_error",
            status is 408 ? "request_timeout" : "broken_request_body",
            "The request body did not arrive whole, so nothing was forwarded: "
                + (status is 408 ? "its bytes came too slowly or stopped coming." : detail)
        );

    /// <summary>The ledger cannot take the authorization, so nothing may be forwarded.</summary>
    public static Refusal LedgerUnavailable(string? problem) =>
        new(
            503,
            "api_error",
            "ledger_unavailable",
            "The ledger cannot record this call, so it was not forwarded" + (problem is null ? "." : $": {problem}"),
            RetryAfterSeconds: 5
        );

    /// <summary>The ledger could not take the settlement, so the answer may not be served.</summary>
    public static Refusal SettlementFailed(string? problem) =>
        new(
            503,
            "api_error",
            "ledger_unavailable",
            "The upstream answered, but the ledger cannot record it, so the answer is withheld"
                + (problem is null ? "." : $": {problem}"),
            RetryAfterSeconds: 5
        );

    /// <summary>The gateway is stopping.</summary>
    public static Refusal Stopping { get; } =
        new(
            503,
            "api_error",
            "shutting_down",
            "The gateway is stopping and takes no new calls. Try again shortly.",
            RetryAfterSeconds: 2
        );

    /// <summary>The upstream could not be reached.</summary>
    public static Refusal UpstreamUnreachable(string upstream, string detail) =>
        new(502, "api_error", "upstream_unreachable", $"Upstream \"{upstream}\" could not be reached: {detail}");

    /// <summary>The upstream failed before it answered.</summary>
    public static Refusal UpstreamFailed(string upstream, string detail) =>
        new(502, "api_error", "upstream_failed", $"Upstream \"{upstream}\" broke off before it answered: {detail}");

    /// <summary>The upstream was too slow.</summary>
    public static Refusal UpstreamTimeout(string upstream, TimeSpan limit) =>
        new(
            504,
            "api_error",
            "upstream_timeout",
            $"Upstream \"{upstream}\" did not answer within {limit.TotalSeconds:0.###} s (timeouts.response)."
        );

    /// <summary>The upstream keeps failing and is left alone for a while.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="model">The model asked for; null when the call names none.</param>
    /// <param name="wait">How long no call passes.</param>
    public static Refusal CircuitOpen(string upstream, string? model, TimeSpan wait)
    {
        int seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        string of = model is null ? "" : $" for model \"{model}\"";
        return new(
            503,
            "api_error",
            "circuit_open",
            $"Upstream \"{upstream}\" keeps failing{of}, so it is left alone and nothing was sent. Try again in {seconds} s.",
            RetryAfterSeconds: seconds
        )
        {
            Subject = CircuitBreakers.NameOf(upstream, model),
        };
    }

    /// <summary>WebSockets are not spoken here.</summary>
    public static Refusal UpgradeRequired { get; } =
        new(
            426,
            "invalid_request_error",
            "websocket_not_supported",
            "WebSocket connections are not supported. Use HTTP POST."
        );
}
