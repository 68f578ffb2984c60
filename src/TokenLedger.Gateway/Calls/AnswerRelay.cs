using System.Globalization;
using TokenLedger.Accounting.Metering;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Relay;
using TokenLedger.Gateway.Relay.Endings;
using TokenLedger.Gateway.Relay.Framings;
using TokenLedger.Ledger;

namespace TokenLedger.Gateway.Calls;

/// <summary>Steps 6 and 8: relays an attempt's answer, metered on the way, and releases its end when it is settled.</summary>
/// <param name="options">The limits and timeouts.</param>
/// <param name="resolution">Settles the attempt (step 7).</param>
/// <param name="batches">Reads the results of batches.</param>
/// <param name="ledger">Says why it cannot write.</param>
/// <param name="key">Digests the answer.</param>
/// <param name="time">The clock.</param>
internal sealed class AnswerRelay(
    GatewayOptions options,
    AttemptResolution resolution,
    Func<InferenceCall, BatchResults> batches,
    ILedger ledger,
    FingerprintKey key,
    TimeProvider time
)
{
    /// <summary>
    /// Relays the answer to its end. When it broke off before any of it was passed on, the attempt has a
    /// <see cref="Attempt.Failure"/>, and the caller has not been answered.
    /// </summary>
    public async Task RunAsync(InferenceCall call, HttpResponseMessage answer, UpstreamClock clock)
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
        call.Attempt.IsStream = framing is not null;
        if (call.Route.Kind is RouteKind.Inference or RouteKind.StoredAnswer && readable)
        {
            call.Attempt.Usage = UsageReaders.Create(call.Route.Api, call.Facts);
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

    private static string? HeaderOf(HttpResponseMessage answer, string name) =>
        answer.Headers.NonValidated.TryGetValues(name, out var values)
        || answer.Content.Headers.NonValidated.TryGetValues(name, out values)
            ? values.ToString()
            : null;

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
        bool mayEndWell = call.Status < 300 && (decoder is null || call.Attempt.EndsWellWhenCut);
        StreamEnding? ending = mayEndWell ? StreamEnding.Of(call, framing) : null;
        bool decodes = decoder is not null && ending is not null;
        StreamHead head = new(
            response,
            () =>
            {
                BeginAnswer(call, answer, keepLength: call.Injection is null && !decodes);
                if (decodes)
                {
                    response.Headers.Remove("Content-Encoding");
                }
            },
            isHeld: call.Plan is not null,
            time
        );
        using AnswerBody body = new(call.Http, key);
        using EventRelay relay = new(
            call,
            framing,
            source,
            head,
            body,
            clock,
            call.Attempt.Timeouts.Idle,
            decoder,
            ending,
            () => Estimate.SoFar(call, time.GetUtcNow())
        );
        await head.OfferAsync().ConfigureAwait(false);
        RelayEnd end = await relay
            .RunAsync(end =>
            {
                call.Attempt.ResponseDigest = body.Digest;
                return resolution.SettleAsync(call, end);
            })
            .ConfigureAwait(false);
        if (head.IsSent)
        {
            EndConnection(call, end);
            return;
        }

        call.Attempt.Failure = call.Attempt.IsResolved
            ? RequestForwarding.FailureOf(call, end.Outcome)
            : Refusal.SettlementFailed(ledger.Failure);
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
            call.Route.Kind == RouteKind.BatchResults && answer.IsSuccessStatusCode ? batches(call) : null;
        call.Attempt.Results = results;
        long? length = answer.Content.Headers.ContentLength;
        using BodyRelay relay = new(call, source, clock, options, length, decoder);
        if (await relay.KeepAsync().ConfigureAwait(false) is { } kept)
        {
            await ServeKeptAsync(call, answer, relay, kept).ConfigureAwait(false);
            return;
        }

        BeginAnswer(call, answer, keepLength: true);
        using AnswerBody body = new(call.Http, key);
        RelayEnd end = await relay
            .RelayRestAsync(
                body,
                end =>
                {
                    call.Attempt.ResponseDigest = body.Digest;
                    return resolution.SettleAsync(call, end);
                }
            )
            .ConfigureAwait(false);
        EndConnection(call, end);
    }

    private async Task ServeKeptAsync(InferenceCall call, HttpResponseMessage answer, BodyRelay relay, RelayEnd end)
    {
        call.Attempt.ResponseDigest = relay.Kept.IsEmpty ? null : key.OfBody(relay.Kept.Span);
        if (!await resolution.SettleAsync(call, end).ConfigureAwait(false))
        {
            call.Attempt.Failure = Refusal.SettlementFailed(ledger.Failure);
            return;
        }

        if (!end.Complete)
        {
            call.Attempt.Failure = RequestForwarding.FailureOf(call, end.Outcome);
            return;
        }

        // 8: all of it at once, with its cost in the head.
        HttpResponse response = call.Http.Response;
        BeginAnswer(call, answer, keepLength: true);
        if (call.Settlement is { } settlement)
        {
            response.Headers[OwnHeaders.CostUsd] = CallCost.Of(call)?.ToString() ?? "unpriced";
            response.Headers[OwnHeaders.Entry] = settlement.Id.ToString();
        }

        if (!relay.Kept.IsEmpty)
        {
            response.ContentLength = relay.Kept.Length;
            await response.BodyWriter.WriteAsync(relay.Kept, call.Http.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>The head of the answer. From here on the call has no further attempt.</summary>
    private static void BeginAnswer(InferenceCall call, HttpResponseMessage answer, bool keepLength)
    {
        HttpResponse response = call.Http.Response;
        response.StatusCode = call.Status;
        HeaderRules.CopyResponse(answer, response.Headers, keepLength);
        TellAttempts(call);
    }

    /// <summary>Says how many attempts there were, where there was more than one.</summary>
    public static void TellAttempts(InferenceCall call)
    {
        if (call.Attempt.Number > 1 && !call.Http.Response.HasStarted)
        {
            call.Http.Response.Headers[OwnHeaders.Attempts] = call.Attempt.Number.ToString(
                CultureInfo.InvariantCulture
            );
        }
    }

    /// <summary>An answer that broke off must look broken off to the caller too, and so must one that may not be served.</summary>
    private static void EndConnection(InferenceCall call, RelayEnd end) =>
        call.IsBrokenOff = end.Broken || !call.Attempt.IsResolved;
}
