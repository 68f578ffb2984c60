using Microsoft.Extensions.Logging;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Relay;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Gateway.Upstreams.Breakers;
using TokenLedger.Gateway.Upstreams.Signing;

namespace TokenLedger.Gateway.Calls;

/// <summary>Step 5: sends an attempt's request and waits for the answer's head.</summary>
/// <param name="resolution">Ends the attempts that get no answer.</param>
/// <param name="breakers">Are told of signs of life.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where upstreams' failures are told.</param>
internal sealed partial class RequestForwarding(
    AttemptResolution resolution,
    CircuitBreakers breakers,
    TimeProvider time,
    ILogger log
)
{
    /// <summary>The request as it goes out: the caller's, byte for byte but for splices, headers of one hop and ours left out.</summary>
    public HttpRequestMessage RequestOf(InferenceCall call)
    {
        bool own = call.UsesOwnCredential || call.Attempt.IsElsewhere;
        HttpRequestMessage request = new(
            HttpMethod.Parse(call.Http.Request.Method),
            call.Upstream.Address(
                call.Attempt.Path,
                own ? CallerCredential.WithoutCredential(call.Query) : call.Query,
                call.Route
            )
        );
        RequestContent? content = call.Body is null ? null : new(call.Body.Memory, call.Attempt.Splices);
        request.Content = content;
        IHeaderDictionary headers = call.Http.Request.Headers;
        HeaderRules.CopyRequest(
            headers,
            request,
            call.Injection is not null || call.Attempt.EndsWellWhenCut,
            call.Upstream.KeepsSignature(headers)
                ? CallerSignature.HeadersIn(headers.Authorization)
                : CallerSignature.None
        );
        if (own)
        {
            UseOwnCredential(call, request);
        }

        call.Upstream.Sign(request, content, time.GetUtcNow());
        return request;
    }

    /// <summary>The caller's credentials, and what else is between it and its own provider, reach no other provider.</summary>
    private static void UseOwnCredential(InferenceCall call, HttpRequestMessage request)
    {
        CallerCredential.RemoveFrom(request);
        if (call.Attempt.IsElsewhere)
        {
            foreach (string name in s_betweenCallerAndProvider)
            {
                request.Headers.Remove(name);
            }
        }

        call.Upstream.Options.Credential?.Apply(request, call.Upstream.Dialect, call.Route);
    }

    private static readonly string[] s_betweenCallerAndProvider =
    [
        "Cookie",
        "OpenAI-Organization",
        "OpenAI-Project",
        "x-goog-user-project",
        "x-amz-security-token",
    ];

    /// <summary>Sends it. Null when no answer came: then the attempt is resolved, and says why.</summary>
    public async ValueTask<HttpResponseMessage?> SendAsync(
        InferenceCall call,
        HttpRequestMessage request,
        UpstreamClock clock
    )
    {
        string upstream = call.Upstream.Options.Name;
        clock.Allow(call.Attempt.Timeouts.Response);
        try
        {
            HttpResponseMessage answer = await call.Upstream.SendAsync(request, clock.Token).ConfigureAwait(false);
            call.Attempt.Status = (int)answer.StatusCode;
            call.Attempt.ProviderRequestId = RequestIdOf(answer);
            AttemptVerdict.TellHead(breakers, call.Attempt);
            return answer;
        }
        catch (HttpRequestException e) when (NothingWasSent(e))
        {
            string reason = e.HttpRequestError.ToString();
            LogUnreachable(upstream, e.Message);
            await resolution.VoidAsync(call, CallOutcome.UpstreamUnreachable, reason).ConfigureAwait(false);
            call.Attempt.Failure = Refusal.UpstreamUnreachable(upstream, reason);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            // The request was on its way: the provider may have worked, and bill for it. Never booked as free.
            string outcome = clock.Cause(CallOutcome.UpstreamFailed);
            LogNoAnswer(upstream, outcome, e.Message);
            RelayEnd end = new(outcome, Complete: false, Broken: true);
            await resolution.SettleAsync(call, end).ConfigureAwait(false);
            call.Attempt.Failure = FailureOf(call, outcome);
        }

        return null;
    }

    /// <summary>What to tell the caller of an answer that broke off before any of it was passed on; null when the caller has left.</summary>
    public static Refusal? FailureOf(InferenceCall call, string outcome)
    {
        string upstream = call.Upstream.Options.Name;
        return outcome switch
        {
            CallOutcome.ClientGone => null,
            CallOutcome.CutByBudget or CallOutcome.Killed => call.Cut.Why,
            CallOutcome.Shutdown => Refusal.Stopping,
            CallOutcome.UpstreamTimeout => Refusal.UpstreamTimeout(upstream, call.Attempt.Timeouts.Response),
            _ => Refusal.UpstreamFailed(upstream, "the connection was closed"),
        };
    }

    private static bool NothingWasSent(HttpRequestException e) =>
        e.HttpRequestError
            is HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError;

    private static string? RequestIdOf(HttpResponseMessage answer)
    {
        var headers = answer.Headers.NonValidated;
        return
            headers.TryGetValues("x-request-id", out var id)
            || headers.TryGetValues("request-id", out id)
            || headers.TryGetValues("x-amzn-requestid", out id)
            ? AgentHeaders.Usable(id.ToString())
            : null;
    }

    [LoggerMessage(LogLevel.Warning, "Upstream {Upstream} could not be reached: {Reason}")]
    private partial void LogUnreachable(string upstream, string reason);

    [LoggerMessage(LogLevel.Warning, "Upstream {Upstream} gave no answer ({Outcome}): {Reason}")]
    private partial void LogNoAnswer(string upstream, string outcome, string reason);
}
