using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Hosting;

namespace TokenLedger.Gateway.Identity.SignIn;

/// <summary>
/// Signing in and out with a browser: a token of the management API, or of the issuer, becomes a cookie. The token itself is
/// not kept.
/// </summary>
internal sealed class SignInRoutes(ManagementGuard guard, BrowserPages pages, TimeProvider time)
{
    private const string Path = "/sign-in";

    private static readonly FormOptions s_small = new()
    {
        ValueCountLimit = 8,
        KeyLengthLimit = 64,
        ValueLengthLimit = 32 * 1024,
        BufferBodyLengthLimit = 64 * 1024,
    };

    private readonly SignInAttempts _attempts = new(time);

    /// <summary>Maps the routes. Anyone may use them: they are how one becomes known.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").WithMetadata(new RouteAccessMetadata(RouteAccess.Public));
        group.MapGet(Path, ShowAsync).ExcludeFromDescription();
        group.MapPost(Path, SignInAsync).ExcludeFromDescription();
        group.MapPost("/sign-out", SignOut).ExcludeFromDescription();
    }

    /// <summary>Where a browser signs in that asked for something else.</summary>
    public static string AddressFor(HttpRequest request) =>
        Path + "?next=" + Uri.EscapeDataString(request.Path + request.QueryString);

    private Task ShowAsync(HttpContext http)
    {
        string next = Own(http.Request.Query["next"]);
        if (!guard.NeedsToken || guard.SessionOf(http) is not null)
        {
            SeeOther(http, next);
            return Task.CompletedTask;
        }

        return pages.SignIn(http, new(StatusCodes.Status200OK, null, next));
    }

    private async Task SignInAsync(HttpContext http)
    {
        (string token, string next, string? malformed) = await ReadAsync(http).ConfigureAwait(false);
        if (malformed is not null || SameOrigin.IsDenied(http.Request))
        {
            string problem = malformed ?? "The form was sent from another site. Sign in here.";
            int status = malformed is null ? StatusCodes.Status403Forbidden : StatusCodes.Status400BadRequest;
            await pages.SignIn(http, new(status, problem, "/")).ConfigureAwait(false);
            return;
        }

        if (_attempts.MustWait(http.Connection.RemoteIpAddress) is { } wait)
        {
            int seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            string problem = $"Too many attempts failed. Wait {seconds / 60 + 1} minutes and try again.";
            await pages.SignIn(http, new(StatusCodes.Status429TooManyRequests, problem, next)).ConfigureAwait(false);
            return;
        }

        (BrowserTicket? ticket, Refusal? denied) = await guard
            .TicketAsync(token, http.RequestAborted)
            .ConfigureAwait(false);
        if (ticket is null)
        {
            _attempts.Fail(http.Connection.RemoteIpAddress);
            string problem =
                denied!.Status == 401 ? "This token is not known here, or no longer valid." : denied.Message;
            await pages.SignIn(http, new(denied.Status, problem, next)).ConfigureAwait(false);
            return;
        }

        End(http);
        SessionCookie.Write(http, guard.Browsers.Begin(ticket.Principal, ticket.Until).Secret);
        SeeOther(http, next);
    }

    private void SignOut(HttpContext http)
    {
        // Without a cookie of ours there is nothing to end; with one, only our own pages may.
        if (!SameOrigin.IsDenied(http.Request))
        {
            End(http);
        }

        SeeOther(http, Path);
    }

    private void End(HttpContext http)
    {
        if (SessionCookie.Read(http.Request) is { } secret)
        {
            guard.Browsers.End(secret);
            SessionCookie.Delete(http);
        }
    }

    private static async Task<(string Token, string Next, string? Malformed)> ReadAsync(HttpContext http)
    {
        const string malformed = "The form could not be read. Type the token and send it again.";
        FormFeature feature = new(http.Request, s_small);
        if (!feature.HasFormContentType)
        {
            return ("", "/", malformed);
        }

        try
        {
            IFormCollection form = await feature.ReadFormAsync(http.RequestAborted).ConfigureAwait(false);
            return (form["token"].ToString().Trim(), Own(form["next"]), null);
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            return ("", "/", malformed);
        }
    }

    /// <summary>A path of our own and nothing that leads elsewhere; otherwise the first page.</summary>
    private static string Own(Microsoft.Extensions.Primitives.StringValues next)
    {
        string path = next.ToString();
        bool isOwn =
            path.Length is > 0 and < 2000
            && path[0] == '/'
            && (path.Length == 1 || path[1] is not ('/' or '\\'))
            && !path.Any(char.IsControl)
            && !path.Contains('\\', StringComparison.Ordinal)
            && !path.StartsWith("/sign-", StringComparison.Ordinal);
        return isOwn ? path : "/";
    }

    private static void SeeOther(HttpContext http, string path)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = Escaped(path);
        http.Response.Headers.CacheControl = "no-store";
    }

    /// <summary>Headers are ASCII.</summary>
    private static string Escaped(string path) => new Uri("http://localhost" + path).PathAndQuery;
}
