using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Booking;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Gates;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Relay;
using TokenLedger.Gateway.Relay.Framings;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Gateway.Upstreams.Signing;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Calls;

/// <summary>
/// The road of a call:
/// <list type="number">
/// <item>match the upstream and the route;</item>
/// <item>resolve the caller and what the call is for;</item>
/// <item>read the body, kept verbatim, and what the dialect says of it;</item>
/// <item>judge it at the gates, and authorise: the hold is durable before anything is sent;</item>
/// <item>forward, and wait for the answer's head;</item>
/// <item>relay the body, metered on the way;</item>
/// <item>settle: price the usage and make the settlement (or void) durable;</item>
/// <item>release what was held back: the whole answer, or its last piece.</item>
/// </list>
/// Whatever happens after step 4 ends in exactly one settlement or void. When the ledger cannot write, nothing is
/// forwarded, and no answer is completed.
/// </summary>
public sealed partial class InferencePipeline
{
    private readonly GatewayOptions _options;
    private readonly ILedger _ledger;
    private readonly CallPricing _pricing;
    private readonly AttributionReader _attribution;
    private readonly Callers _callers;
    private readonly FingerprintKey _key;
    private readonly GateRow _gates;
    private readonly OpenCalls _open;
    private readonly BookedOnce _once;
    private readonly TimeProvider _time;
    private readonly ILogger<InferencePipeline> _log;
    private readonly EntryIds _ids = new();

    /// <summary>Puts the pipeline together; it holds no state of its own.</summary>
    internal InferencePipeline(
        GatewayOptions options,
        ILedger ledger,
        CallPricing pricing,
        BookedOnce once,
        GateRow gates,
        Callers callers,
        FingerprintKey key,
        OpenCalls open,
        TimeProvider time,
        ILogger<InferencePipeline> log
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _ledger = ledger;
        _pricing = pricing;
        _once = once;
        _gates = gates;
        _callers = callers;
        _attribution = new AttributionReader(key, options.BaggageAllowed);
        _key = key;
        _open = open;
        _time = time;
        _log = log;
    }

    /// <summary>Takes one request to its end.</summary>
    /// <param name="http">The exchange with the caller.</param>
    /// <param name="match">Where it goes, as the upstream table found it (step 1).</param>
    public async Task RunAsync(HttpContext http, UpstreamMatch match)
    {
        ArgumentNullException.ThrowIfNull(http);
        using InferenceCall call = new(http, _ids, _time)
        {
            Upstream = match.Upstream,
            Route = match.Route!,
            Path = match.Path,
        };
        http.Response.Headers[OwnHeaders.Call] = call.Id.ToString();
        if (!_open.TryEnter())
        {
            await RefuseAsync(call, Refusal.Stopping).ConfigureAwait(false);
            return;
        }

        try
        {
            await TakeAsync(call, match.Route).ConfigureAwait(false);
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested && IsExpectedOfAGoneClient(e))
        {
            // The caller left before anything was authorised, or while its own answer was written.
        }
        catch (Exception e)
        {
            LogFault(e, call.Id);
            await EndFaultyAsync(call).ConfigureAwait(false);
        }
        finally
        {
            await ResolveLeftoverAsync(call).ConfigureAwait(false);
            _gates.End(call);
            _open.Leave();
        }

        if (call.IsBrokenOff)
        {
            throw new AnswerBrokenOffException();
        }
    }

    private static bool IsExpectedOfAGoneClient(Exception e) =>
        e is OperationCanceledException or IOException or BadHttpRequestException;

    private async Task TakeAsync(InferenceCall call, Route? route)
    {
        Refusal? refusal =
            CheckRoute(call, route) // 1
            ?? ReadCaller(call) // 2
            ?? await ReadBodyAsync(call).ConfigureAwait(false) // 3
            ?? await _gates.JudgeAsync(call, call.Http.RequestAborted).ConfigureAwait(false) // 4
            ?? await AuthorizeAsync(call).ConfigureAwait(false);
        if (refusal is not null)
        {
            await RefuseAsync(call, refusal).ConfigureAwait(false);
            return;
        }

        using UpstreamClock clock = new(_options, _time, _open.Cut, call.Http.RequestAborted);
        using HttpRequestMessage request = BuildRequest(call);
        using HttpResponseMessage? answer = await ForwardAsync(call, request, clock).ConfigureAwait(false); // 5
        if (answer is not null)
        {
            await RelayAsync(call, answer, clock).ConfigureAwait(false); // 6, 7, 8
        }
    }

    // 1 ------------------------------------------------------------------------------------------------------------

    private static Refusal? CheckRoute(InferenceCall call, Route? route)
    {
        HttpRequest request = call.Http.Request;
        if (request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase))
        {
            return Refusal.UpgradeRequired;
        }

        return route is null ? Refusal.UnknownRoute(request.Method, request.Path) : null;
    }

    // 2 ------------------------------------------------------------------------------------------------------------

    private Refusal? ReadCaller(InferenceCall call)
    {
        HttpRequest request = call.Http.Request;
        AttributionReading reading = _attribution.Read(request.Headers, request.QueryString.Value ?? "");
        if (reading.Problem is not null)
        {
            return Refusal.BadAttribution(reading.Problem);
        }

        call.Attribution = reading.Attribution;
        call.Trace = reading.Trace;
        call.IdempotencyKey = reading.IdempotencyKey;
        call.Query = reading.Query;
        return _callers.Identify(call, request.QueryString.Value ?? "");
    }

    // 3 ------------------------------------------------------------------------------------------------------------

    private async ValueTask<Refusal?> ReadBodyAsync(InferenceCall call)
    {
        HttpRequest request = call.Http.Request;
        call.Conditions = CallConditions.Of(call, []);
        if (request.ContentLength > _options.MaxRequestBodyBytes)
        {
            return Refusal.BodyTooLarge(_options.MaxRequestBodyBytes);
        }

        if (request.ContentLength is 0 || (request.ContentLength is null && !HasBody(call.Http)))
        {
            return null;
        }

        // A length is only announced: room for the whole is made when the bytes come.
        call.Body = new PooledBuffer((int)Math.Min(request.ContentLength ?? 16 * 1024, 1024 * 1024));
        try
        {
            return await ReadBodyAsync(call, request.BodyReader).ConfigureAwait(false);
        }
        catch (BadHttpRequestException broken) when (!call.Http.RequestAborted.IsCancellationRequested)
        {
            return Refusal.BrokenBody(broken.StatusCode, broken.Message);
        }
    }

    private async ValueTask<Refusal?> ReadBodyAsync(InferenceCall call, PipeReader reader)
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync(call.Http.RequestAborted).ConfigureAwait(false);
            foreach (ReadOnlyMemory<byte> piece in read.Buffer)
            {
                call.Body!.Append(piece.Span);
            }

            reader.AdvanceTo(read.Buffer.End);
            if (call.Body!.Length > _options.MaxRequestBodyBytes)
            {
                return Refusal.BodyTooLarge(_options.MaxRequestBodyBytes);
            }

            if (read.IsCompleted)
            {
                break;
            }
        }

        Understand(call);
        return null;
    }

    private static bool HasBody(HttpContext http) =>
        http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestBodyDetectionFeature>()
            is { CanHaveBody: true };

    private void Understand(InferenceCall call)
    {
        HttpRequest request = call.Http.Request;
        call.RequestDigest = _key.OfBody(call.BodyBytes);
        bool plain = RequestBodyDecoding.IsPlain(request.Headers.ContentEncoding);
        call.Decoded = plain ? null : RequestBodyDecoding.Decode(request.Headers.ContentEncoding, call.Body!);
        if (plain || call.Decoded is not null)
        {
            IReadOnlyDictionary<string, string>? form = FormFields.Read(request.ContentType, call.MeantBytes);
            call.Reading = form is null ? call.Dialect.Read(call.Route, call.MeantBytes) : RequestReading.Read(form);
            call.Conditions = CallConditions.Of(call, MediaFacts.Of(call.Route, call.MeantBytes, form));
        }

        bool asksForUsage =
            _options.InjectStreamUsage
            && !call.Upstream.Options.ReportsStreamUsage
            && !call.Upstream.KeepsSignature(request.Headers)
            && call.Dialect.TakesStreamOptions(call.Query);
        if (plain && asksForUsage)
        {
            call.Injection = UsageInjection.For(call.Route, call.Reading, call.BodyBytes);
        }

        call.Attribution = BodyAttribution.Complete(call.Attribution, call.Reading);
    }

    // 4 ------------------------------------------------------------------------------------------------------------

    private async ValueTask<Refusal?> AuthorizeAsync(InferenceCall call)
    {
        Guid id = _ids.Next(_time.GetUtcNow());
        call.Booking = _once.Open(_ledger.Head.Size);
        call.IsRetry = call.IdempotencyKey is { } key && !call.Booking.TryClaim(BookedKind.Retry, RetryKey(call, key));
        Entry authorization = CallEntries.Authorization(call, id, _pricing.HoldFor(call));
        AppendResult result = await _ledger.AppendAsync(authorization, call.Http.RequestAborted).ConfigureAwait(false);
        if (!result.IsAppended)
        {
            LogNotAuthorized(call.Id, result.Status, result.Problem);
            return Refusal.LedgerUnavailable(result.Problem);
        }

        call.Authorization = id;
        call.Booking.Confirm();
        return null;
    }

    private static UInt128 RetryKey(InferenceCall call, string key) =>
        BookingKey.OfRetry(call.Attribution.Key, call.Upstream.Options.Name, key);

    // 5 ------------------------------------------------------------------------------------------------------------

    private HttpRequestMessage BuildRequest(InferenceCall call)
    {
        HttpRequestMessage request = new(
            HttpMethod.Parse(call.Http.Request.Method),
            call.Upstream.Address(call.Path, call.Query, call.Route)
        );
        RequestContent? content = call.Body is null ? null : new(call.Body.Memory, call.Injection);
        request.Content = content;
        IHeaderDictionary headers = call.Http.Request.Headers;
        HeaderRules.CopyRequest(
            headers,
            request,
            call.Injection is not null,
            call.Upstream.KeepsSignature(headers)
                ? CallerSignature.HeadersIn(headers.Authorization)
                : CallerSignature.None
        );
        if (call.UsesOwnCredential)
        {
            call.Upstream.Options.Credential?.Apply(request, call.Upstream.Dialect, call.Route);
        }

        call.Upstream.Sign(request, content, _time.GetUtcNow());
        return request;
    }

    private async ValueTask<HttpResponseMessage?> ForwardAsync(
        InferenceCall call,
        HttpRequestMessage request,
        UpstreamClock clock
    )
    {
        clock.Allow(_options.UpstreamResponseTimeout);
        try
        {
            HttpResponseMessage answer = await call.Upstream.SendAsync(request, clock.Token).ConfigureAwait(false);
            call.Status = (int)answer.StatusCode;
            call.ProviderRequestId = RequestIdOf(answer);
            return answer;
        }
        catch (HttpRequestException e) when (NothingWasSent(e))
        {
            LogUnreachable(call.Upstream.Options.Name, e.Message);
            await VoidAsync(call, CallOutcome.UpstreamUnreachable, e.HttpRequestError.ToString()).ConfigureAwait(false);
            await RefuseAsync(
                    call,
                    Refusal.UpstreamUnreachable(call.Upstream.Options.Name, e.HttpRequestError.ToString())
                )
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            // The request was on its way: the provider may have worked, and bill for it. Never booked as free.
            string outcome = clock.Cause(CallOutcome.UpstreamFailed);
            LogNoAnswer(call.Upstream.Options.Name, outcome, e.Message);
            await SettleAsync(call, new RelayEnd(outcome, Complete: false, Broken: true)).ConfigureAwait(false);
            await AnswerFailureAsync(call, outcome).ConfigureAwait(false);
        }

        return null;
    }

    private static bool NothingWasSent(HttpRequestException e) =>
        e.HttpRequestError
            is HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError;

    private Task AnswerFailureAsync(InferenceCall call, string outcome)
    {
        string name = call.Upstream.Options.Name;
        return outcome switch
        {
            CallOutcome.ClientGone => Task.CompletedTask,
            CallOutcome.Shutdown => RefuseAsync(call, Refusal.Stopping),
            CallOutcome.UpstreamTimeout => RefuseAsync(
                call,
                Refusal.UpstreamTimeout(name, _options.UpstreamResponseTimeout)
            ),
            _ => RefuseAsync(call, Refusal.UpstreamFailed(name, "the connection was closed")),
        };
    }

    private static string? HeaderOf(HttpResponseMessage answer, string name) =>
        answer.Headers.NonValidated.TryGetValues(name, out var values)
        || answer.Content.Headers.NonValidated.TryGetValues(name, out values)
            ? values.ToString()
            : null;

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

    // 6 ------------------------------------------------------------------------------------------------------------

    private async Task RelayAsync(InferenceCall call, HttpResponseMessage answer, UpstreamClock clock)
    {
        string contentType = answer.Content.Headers.NonValidated.TryGetValues("Content-Type", out var types)
            ? types.ToString()
            : "";
        string? encoding = answer.Content.Headers.NonValidated.TryGetValues("Content-Encoding", out var encodings)
            ? encodings.ToString()
            : null;
        bool readable = ContentDecoder.TryCreate(encoding, out ContentDecoder? decoder);
        using ContentDecoder? disposing = decoder;
        // The results of a batch are read by their own reader, whatever their type is called.
        Framing? framing =
            call.Route.Kind == RouteKind.BatchResults
                ? null
                : Framing.Of(contentType, call.Route, call.Streamed && call.Status < 300);
        call.IsStream = framing is not null;
        if (call.Route.Kind is RouteKind.Inference or RouteKind.StoredAnswer && readable)
        {
            call.Usage = UsageReaders.Create(call.Route.Api, call.Facts);
            call.Usage?.ReadHeaders(name => HeaderOf(answer, name));
        }

        using Stream source = await answer.Content.ReadAsStreamAsync(clock.Token).ConfigureAwait(false);
        if (framing is not null && readable)
        {
            await RelayEventsAsync(call, answer, framing, source, clock, decoder).ConfigureAwait(false);
        }
        else
        {
            await RelayBodyAsync(call, answer, source, clock, decoder).ConfigureAwait(false);
        }
    }

    private async Task RelayEventsAsync(
        InferenceCall call,
        HttpResponseMessage answer,
        Framing framing,
        Stream source,
        UpstreamClock clock,
        ContentDecoder? decoder
    )
    {
        HttpResponse response = call.Http.Response;
        response.StatusCode = call.Status;
        HeaderRules.CopyResponse(answer, response.Headers, keepLength: call.Injection is null);
        using AnswerBody body = new(call.Http, _key);
        using EventRelay relay = new(call, framing, source, body, clock, _options.UpstreamIdleTimeout, decoder);
        await response.StartAsync(CancellationToken.None).ConfigureAwait(false);
        RelayEnd end = await relay
            .RunAsync(end =>
            {
                call.ResponseDigest = body.Digest;
                return SettleAsync(call, end);
            })
            .ConfigureAwait(false);
        EndConnection(call, end);
    }

    private async Task RelayBodyAsync(
        InferenceCall call,
        HttpResponseMessage answer,
        Stream source,
        UpstreamClock clock,
        ContentDecoder? decoder
    )
    {
        using BatchResults? results =
            call.Route.Kind == RouteKind.BatchResults && answer.IsSuccessStatusCode
                ? new BatchResults(call, _pricing, _ledger, _ids, _time)
                : null;
        call.Results = results;
        long? length = answer.Content.Headers.ContentLength;
        using BodyRelay relay = new(call, source, clock, _options, length, decoder);
        HttpResponse response = call.Http.Response;
        if (await relay.KeepAsync().ConfigureAwait(false) is { } kept)
        {
            await ServeKeptAsync(call, answer, relay, kept).ConfigureAwait(false);
            return;
        }

        response.StatusCode = call.Status;
        HeaderRules.CopyResponse(answer, response.Headers, keepLength: true);
        using AnswerBody body = new(call.Http, _key);
        RelayEnd end = await relay
            .RelayRestAsync(
                body,
                end =>
                {
                    call.ResponseDigest = body.Digest;
                    return SettleAsync(call, end);
                }
            )
            .ConfigureAwait(false);
        EndConnection(call, end);
    }

    private async Task ServeKeptAsync(InferenceCall call, HttpResponseMessage answer, BodyRelay relay, RelayEnd end)
    {
        call.ResponseDigest = relay.Kept.IsEmpty ? null : _key.OfBody(relay.Kept.Span);
        if (!await SettleAsync(call, end).ConfigureAwait(false))
        {
            await RefuseAsync(call, Refusal.SettlementFailed(_ledger.Failure)).ConfigureAwait(false);
            return;
        }

        if (!end.Complete)
        {
            await AnswerFailureAsync(call, end.Outcome).ConfigureAwait(false);
            return;
        }

        // 8: all of it at once, with its cost in the head.
        HttpResponse response = call.Http.Response;
        response.StatusCode = call.Status;
        HeaderRules.CopyResponse(answer, response.Headers, keepLength: true);
        if (call.Settlement is { } settlement)
        {
            response.Headers[OwnHeaders.CostUsd] = settlement.Cost?.ToString() ?? "unpriced";
            response.Headers[OwnHeaders.Entry] = settlement.Id.ToString();
        }

        if (!relay.Kept.IsEmpty)
        {
            response.ContentLength = relay.Kept.Length;
            await response.BodyWriter.WriteAsync(relay.Kept, call.Http.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>An answer that broke off must look broken off to the caller too, and so must one that may not be served.</summary>
    private static void EndConnection(InferenceCall call, RelayEnd end) =>
        call.IsBrokenOff = end.Broken || !call.IsResolved;

    // 7 ------------------------------------------------------------------------------------------------------------

    /// <summary>Makes the settlement, or the void, durable. False when the ledger could not take it.</summary>
    private async ValueTask<bool> SettleAsync(InferenceCall call, RelayEnd end)
    {
        if (call.Status is not 0 and (< 200 or >= 300))
        {
            return await VoidAsync(call, CallOutcome.UpstreamRefused, reason: null).ConfigureAwait(false);
        }

        if (call.Route.Kind == RouteKind.Metadata && !end.Complete)
        {
            return await VoidAsync(call, end.Outcome, reason: null).ConfigureAwait(false);
        }

        if (call.Results is { } results && !await results.FinishAsync(end.Complete).ConfigureAwait(false))
        {
            return false;
        }

        Guid id = _ids.Next(_time.GetUtcNow());
        call.Settlement = _pricing.Settle(call, id, end);
        return await ResolveAsync(call, call.Settlement).ConfigureAwait(false);
    }

    private ValueTask<bool> VoidAsync(InferenceCall call, string outcome, string? reason) =>
        ResolveAsync(call, CallEntries.Void(call, _ids.Next(_time.GetUtcNow()), outcome, reason));

    private async ValueTask<bool> ResolveAsync(InferenceCall call, Entry resolution)
    {
        // Not cancelled by anything: once authorised, a call is always resolved.
        AppendResult result = await _ledger.AppendAsync(resolution, CancellationToken.None).ConfigureAwait(false);
        call.IsResolved = result.IsAppended;
        if (result.IsAppended)
        {
            call.Booking?.Confirm();
        }
        else
        {
            LogNotSettled(call.Id, result.Status, result.Problem);
        }

        return result.IsAppended;
    }

    private async ValueTask ResolveLeftoverAsync(InferenceCall call)
    {
        // A dead ledger cannot take it now; the next start finds the open hold and resolves it.
        if (call.Authorization is not null && !call.IsResolved && _ledger.Failure is null)
        {
            await SettleAsync(call, new RelayEnd(CallOutcome.GatewayFault, Complete: false, Broken: true))
                .ConfigureAwait(false);
        }
    }

    // ---------------------------------------------------------------------------------------------------------------

    private static async Task RefuseAsync(InferenceCall call, Refusal refusal) =>
        await RefusalAnswer.WriteAsync(call.Http, call.Dialect, refusal, call.Id).ConfigureAwait(false);

    private static Task EndFaultyAsync(InferenceCall call)
    {
        if (!call.Http.Response.HasStarted)
        {
            return RefuseAsync(
                call,
                new Refusal(500, "api_error", "gateway_fault", "The gateway met a fault of its own; see its log.")
            );
        }

        call.Http.Abort();
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Error, "Call {Call} met a fault of the gateway")]
    private partial void LogFault(Exception fault, Guid call);

    [LoggerMessage(LogLevel.Error, "Call {Call} was not authorised ({Status}): {Problem}")]
    private partial void LogNotAuthorized(Guid call, AppendStatus status, string? problem);

    [LoggerMessage(LogLevel.Error, "Call {Call} could not be settled ({Status}): {Problem}")]
    private partial void LogNotSettled(Guid call, AppendStatus status, string? problem);

    [LoggerMessage(LogLevel.Warning, "Upstream {Upstream} could not be reached: {Reason}")]
    private partial void LogUnreachable(string upstream, string reason);

    [LoggerMessage(LogLevel.Warning, "Upstream {Upstream} gave no answer ({Outcome}): {Reason}")]
    private partial void LogNoAnswer(string upstream, string outcome, string reason);
}
