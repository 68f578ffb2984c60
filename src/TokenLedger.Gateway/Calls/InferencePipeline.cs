using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Booking;
using TokenLedger.Gateway.Budgets;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Gates;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Policies;
using TokenLedger.Gateway.Rejections;
using TokenLedger.Gateway.Relay;
using TokenLedger.Gateway.Relay.Framings;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Gateway.Upstreams.Breakers;
using TokenLedger.Gateway.Upstreams.Rotation;
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
/// A call has one or more attempts, each at one upstream; steps 4 to 7 are an attempt's, and every attempt that was
/// authorised ends in exactly one settlement or void, whatever happens. Nothing is tried again once the answer has begun.
/// When the ledger cannot write, nothing is forwarded, and no answer is completed.
/// </summary>
public sealed partial class InferencePipeline
{
    private readonly GatewayOptions _options;
    private readonly ILedger _ledger;
    private readonly CallPricing _pricing;
    private readonly GateRow _gates;
    private readonly BudgetGate _budgets;
    private readonly RejectionRecorder _rejections;
    private readonly OpenCalls _open;
    private readonly BookedOnce _once;
    private readonly TimeProvider _time;
    private readonly ILogger<InferencePipeline> _log;
    private readonly EntryIds _ids = new();
    private readonly RequestIntake _intake;
    private readonly RequestForwarding _forwarding;
    private readonly AnswerRelay _relay;
    private readonly AttemptResolution _resolution;
    private readonly UpstreamRotation _rotation;

    /// <summary>Puts the pipeline together; it holds no state of its own.</summary>
    internal InferencePipeline(
        GatewayOptions options,
        RequestIntake intake,
        ILedger ledger,
        CallPricing pricing,
        BookedOnce once,
        UpstreamTable upstreams,
        CircuitBreakers breakers,
        GateRow gates,
        IdentityGate identity,
        PolicyGate policies,
        BudgetGate budgets,
        RejectionRecorder rejections,
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
        _budgets = budgets;
        _rejections = rejections;
        _open = open;
        _time = time;
        _log = log;
        _intake = intake;
        _resolution = new(ledger, pricing, _ids, breakers, time, log);
        _forwarding = new(_resolution, breakers, time, log);
        _rotation = new(
            options.Routing,
            upstreams,
            breakers,
            _resolution,
            _intake,
            identity,
            policies,
            open,
            time,
            log
        );
        _relay = new(
            options,
            _resolution,
            call => new BatchResults(call, pricing, ledger, _ids, time),
            ledger,
            key,
            time
        );
    }

    /// <summary>Takes one request to its end.</summary>
    /// <param name="http">The exchange with the caller.</param>
    /// <param name="match">Where it goes, as the upstream table found it (step 1).</param>
    public async Task RunAsync(HttpContext http, UpstreamMatch match)
    {
        ArgumentNullException.ThrowIfNull(http);
        using InferenceCall call = new(http, match, _ids, _time);
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
            await _resolution.ResolveLeftoverAsync(call).ConfigureAwait(false);
            _rotation.End(call);
            _gates.End(call);
            if (call.Attempt is { IsResolved: true, Outcome: not CallOutcome.Served })
            {
                _open.Failed?.Note(call.Id, call.Attempt.Number);
            }

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
            ?? _intake.ReadCaller(call) // 2
            ?? await _intake.ReadBodyAsync(call).ConfigureAwait(false) // 3
            ?? await _gates.JudgeAsync(call, call.Http.RequestAborted).ConfigureAwait(false) // 4
            ?? await _rotation.AimAsync(call, call.Http.RequestAborted).ConfigureAwait(false)
            ?? await AuthorizeAsync(call).ConfigureAwait(false);
        while (refusal is null)
        {
            using UpstreamClock clock = new(_options, _time, call.Cut, _open.Cut, call.Http.RequestAborted);
            using HttpRequestMessage request = _forwarding.RequestOf(call);
            using HttpResponseMessage? answer = await _forwarding.SendAsync(call, request, clock).ConfigureAwait(false); // 5
            bool again = await _rotation.TryAgainAsync(call, answer).ConfigureAwait(false);
            if (!again && answer is not null && !call.Attempt.IsResolved)
            {
                await _relay.RunAsync(call, answer, clock).ConfigureAwait(false); // 6, 7, 8
                again = await _rotation.TryAgainAsync(call, null).ConfigureAwait(false);
            }

            if (!again)
            {
                refusal = call.Attempt.Failure;
                break;
            }

            refusal = await AuthorizeAsync(call).ConfigureAwait(false);
        }

        if (refusal is not null)
        {
            await RefuseAsync(call, refusal).ConfigureAwait(false);
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

    // 4 ------------------------------------------------------------------------------------------------------------

    private async ValueTask<Refusal?> AuthorizeAsync(InferenceCall call)
    {
        Guid id = _ids.Next(_time.GetUtcNow());
        if (call.Booking is null)
        {
            call.Booking = _once.Open(_ledger.Head.Size);
            call.IsRetry =
                call.IdempotencyKey is { } key && !call.Booking.TryClaim(BookedKind.Retry, RetryKey(call, key));
        }

        (AppendResult result, Refusal? refusal) = await _budgets.AuthorizeAsync(call, id).ConfigureAwait(false);
        while (
            refusal is not null && await _rotation.AimPastAsync(call, call.Http.RequestAborted).ConfigureAwait(false)
        )
        {
            (result, refusal) = await _budgets.AuthorizeAsync(call, id).ConfigureAwait(false);
        }

        if (refusal is not null)
        {
            return refusal;
        }

        if (!result.IsAppended)
        {
            LogNotAuthorized(call.Id, result.Status, result.Problem);
            return Refusal.LedgerUnavailable(result.Problem);
        }

        call.Attempt.Authorization = id;
        call.Attempt.TopUp = TopUp.Of(call, _ledger, _pricing, _ids, _time);
        call.Booking.Confirm();
        return null;
    }

    private static UInt128 RetryKey(InferenceCall call, string key) =>
        BookingKey.OfRetry(call.Attribution.Key, call.Upstream.Options.Name, key);

    private async Task RefuseAsync(InferenceCall call, Refusal refusal)
    {
        bool wasCut = refusal == call.Cut.Why;
        refusal = ClientHabits.Suit(refusal, call.Http.Request.Headers);
        if (!wasCut) // a call that was cut has its settlement, which says so
        {
            await _rejections.RecordAsync(call, refusal).ConfigureAwait(false);
        }

        AnswerRelay.TellAttempts(call);
        await RefusalAnswer.WriteAsync(call.Http, call.Dialect, refusal, call.Id).ConfigureAwait(false);
    }

    private Task EndFaultyAsync(InferenceCall call)
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
}
