using System.IO.Pipelines;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Dialects.Conversations;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Relay;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Gateway.Upstreams.Rotation;

namespace TokenLedger.Gateway.Calls;

/// <summary>Steps 2 and 3: takes in what the caller sends, and what it says of itself.</summary>
/// <param name="options">The limits.</param>
/// <param name="attribution">Reads the headers.</param>
/// <param name="callers">Finds out who calls.</param>
/// <param name="keyRules">Tells which rule the caller's key falls under.</param>
/// <param name="key">Digests the body.</param>
internal sealed class RequestIntake(
    GatewayOptions options,
    AttributionReader attribution,
    Callers callers,
    KeyRules keyRules,
    FingerprintKey key
)
{
    /// <summary>Step 2: who calls, and what for. The refusal when a header or parameter of ours is malformed.</summary>
    public Refusal? ReadCaller(InferenceCall call)
    {
        HttpRequest request = call.Http.Request;
        AttributionReading reading = attribution.Read(request.Headers, request.QueryString.Value ?? "");
        if (reading.Problem is not null)
        {
            return Refusal.BadAttribution(reading.Problem);
        }

        call.Attribution = reading.Attribution;
        call.Trace = reading.Trace;
        call.IdempotencyKey = reading.IdempotencyKey;
        call.Query = reading.Query;
        Refusal? unknown = callers.Identify(call, request.QueryString.Value ?? "");
        if (unknown is null && keyRules.InForce.Count > 0)
        {
            // Last, because a rule may be for one tenant's keys only.
            ReadOnlySpan<char> raw = CallerCredential.Of(request.Headers, request.QueryString.Value ?? "");
            call.Attribution = keyRules.Mark(call.Attribution, raw);
        }

        return unknown;
    }

    /// <summary>Step 3: the body, kept verbatim, and what it says. The refusal when it is too large or never arrives whole.</summary>
    public async ValueTask<Refusal?> ReadBodyAsync(InferenceCall call)
    {
        HttpRequest request = call.Http.Request;
        Suit(call);
        if (request.ContentLength > options.MaxRequestBodyBytes)
        {
            return Refusal.BodyTooLarge(options.MaxRequestBodyBytes);
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
            if (call.Body!.Length > options.MaxRequestBodyBytes)
            {
                return Refusal.BodyTooLarge(options.MaxRequestBodyBytes);
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
        call.RequestDigest = key.OfBody(call.BodyBytes);
        bool plain = call.IsPlain = RequestBodyDecoding.IsPlain(request.Headers.ContentEncoding);
        call.Decoded = plain ? null : RequestBodyDecoding.Decode(request.Headers.ContentEncoding, call.Body!);
        ReadAgain(call);
        call.Attribution = BodyAttribution.Complete(call.Attribution, call.Reading);
    }

    /// <summary>Reads what the body says, also after it or the path was changed by a policy.</summary>
    public void ReadAgain(InferenceCall call)
    {
        if (call.Body is not null && (call.IsPlain || call.Decoded is not null))
        {
            string? type = call.Http.Request.ContentType;
            IReadOnlyDictionary<string, string>? form = FormFields.Read(type, call.MeantBytes);
            call.Reading = form is null ? call.Dialect.Read(call.Route, call.MeantBytes) : RequestReading.Read(form);
            call.PromptParts = form is null && Turns.AreIn(call.Route) ? PromptMeasure.Of(call.MeantBytes) : null;
            call.Media = MediaFacts.Of(call.Route, call.MeantBytes, form);
        }

        Suit(call);
    }

    /// <summary>Suits the current attempt to its upstream: the facts that choose its price, and what its body must ask for.</summary>
    public void Suit(InferenceCall call)
    {
        call.Attempt.Conditions = CallConditions.Of(call, call.Media);
        call.Attempt.Timeouts = UpstreamTimeouts.Of(
            options,
            call.Http.Request.Path.Value ?? "",
            call.ModelAsked,
            call.Streamed
        );
        bool asksForUsage =
            options.InjectStreamUsage
            && !call.Upstream.Options.ReportsStreamUsage
            && !call.Upstream.KeepsSignature(call.Http.Request.Headers)
            && call.Dialect.TakesStreamOptions(call.Query);
        if (asksForUsage && call.Body is not null && call.IsPlain)
        {
            call.Attempt.Injection = UsageInjection.For(call.Route, call.Reading, call.BodyBytes);
        }

        if (call.Attempt.OtherModel is { } other && call.Route.Model is null)
        {
            call.Attempt.Changes.AddRange(BodyModel.Of(call.BodyBytes, other));
        }
    }
}
