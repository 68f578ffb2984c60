using System.Globalization;
using Microsoft.Extensions.Logging;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Gateway.Identity.SignIn;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Hosting;

/// <summary>
/// Stands before the gateway's own routes: each is open to the public or asks who comes (<see cref="ManagementGuard"/>) and
/// whether he may (<see cref="RouteJudge"/>); a few let holders of virtual keys in as well (<see cref="HeldKeys"/>). What is refused is refused in words that fit the caller.
/// </summary>
/// <param name="guard">Knows who comes.</param>
/// <param name="keys">Knows who comes with a virtual key, where holders of one are let in.</param>
/// <param name="pages">Draws pages for browsers; null when there are none.</param>
/// <param name="log">Where faults of routes are told.</param>
internal sealed class RouteGuard(ManagementGuard guard, HeldKeys keys, BrowserPages? pages, ILogger log)
{
    /// <summary>Lets a request on, or turns it away; a fault of the gateway becomes a 500 that says so.</summary>
    public async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        // JSON says what callers sent as it is: no browser may take it for a page.
        http.Response.Headers.XContentTypeOptions = "nosniff";
        Endpoint? endpoint = http.GetEndpoint();
        RouteAccess access = endpoint?.Metadata.GetMetadata<RouteAccessMetadata>()?.Access ?? RouteAccess.Management;
        // Only this process itself can have said before who asks; see InProcessHandler.
        bool isKnown = http.Features.Get<Principal>() is not null;
        (KeyHolder? holder, Refusal? badKey) = endpoint?.Metadata.GetMetadata<KeyHolders>() is null
            ? (null, null)
            : keys.Of(http.Request);
        if (badKey is not null)
        {
            await RefuseAsync(http, badKey).ConfigureAwait(false);
            return;
        }

        if (holder is not null)
        {
            http.Features.Set(holder);
        }
        else if (endpoint is not null && access != RouteAccess.Public)
        {
            (Principal? principal, Refusal? denied) = isKnown
                ? (Principal.Of(http), null)
                : await guard.IdentifyAsync(http).ConfigureAwait(false);
            denied ??= RouteJudge.Judge(principal!, endpoint, http.Request.Method);
            if (denied is not null)
            {
                await TurnAwayAsync(http, denied, principal).ConfigureAwait(false);
                return;
            }

            http.Features.Set(principal);
            http.Features.Set(principal!.Scope);
        }

        try
        {
            await next(http).ConfigureAwait(false);
        }
        catch (Exception fault) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            log.LogError(fault, "{Method} {Path} met a fault", http.Request.Method, http.Request.Path);
            await RefuseAsync(
                    http,
                    new Refusal(500, "api_error", "gateway_fault", "The gateway met a fault of its own; see its log.")
                )
                .ConfigureAwait(false);
        }
    }

    /// <summary>Answers what no route takes: 404, never free and never a guess.</summary>
    public Task UnknownAsync(HttpContext http)
    {
        string path = http.Request.Path;
        return TurnAwayAsync(http, Refusal.UnknownRoute(http.Request.Method, path), null);
    }

    /// <summary>A browser is led to the sign-in page, or told on a page; everyone else gets the error as JSON.</summary>
    private Task TurnAwayAsync(HttpContext http, Refusal denied, Principal? principal)
    {
        if (pages is null || !BrowserPages.IsFor(http.Request))
        {
            return RefuseAsync(http, denied);
        }

        if (denied.Status == StatusCodes.Status401Unauthorized)
        {
            http.Response.StatusCode = StatusCodes.Status303SeeOther;
            http.Response.Headers.Location = SignInRoutes.AddressFor(http.Request);
            http.Response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }

        http.Features.Set(principal);
        return pages.Refusal(http, denied.Status, denied.Message);
    }

    private static async Task RefuseAsync(HttpContext http, Refusal refusal)
    {
        http.Response.StatusCode = refusal.Status;
        http.Response.ContentType = "application/json";
        if (refusal.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        foreach ((string name, string value) in refusal.Headers)
        {
            http.Response.Headers[name] = value;
        }

        Dialect dialect = AnthropicDialect.IsSpokenBy(http.Request.Headers)
            ? AnthropicDialect.Instance
            : OpenAiDialect.Instance;
        byte[] body = dialect.ErrorBody(refusal, call: null);
        await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }
}
