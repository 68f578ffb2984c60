using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Gateway.Identity.Tenants;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Identity;

/// <summary>Virtual keys over HTTP: issue, list, change, rotate, revoke. Those of a tenant see and change only its keys.</summary>
internal sealed class KeysApi(
    ControlBook book,
    VirtualKeys keys,
    TenantBook tenants,
    KnownCallers known,
    TimeProvider time
)
{
    private const long LongestOverlapSeconds = 30L * 86_400;

    private readonly KeyIssue _issue = new(book, keys, time);

    /// <summary>Maps its routes.</summary>
    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/keys").WithMetadata(TenantScoped.Instance).WithTags("keys");
        group
            .MapGet("", (Delegate)ListAsync)
            .Requires(RouteAccess.Viewer)
            .WithName("ListKeys")
            .WithSummary("Virtual keys, and how many callers were turned away")
            .Produces<KeyList>();
        group
            .MapGet("/{id}", GetAsync)
            .Requires(RouteAccess.Viewer)
            .WithName("GetKey")
            .WithSummary("One virtual key")
            .Produces<KeyView>()
            .Produces<AdminError>(404);
        group
            .MapPost("", (Delegate)IssueAsync)
            .Requires(RouteAccess.TenantAdmin)
            .WithName("IssueKey")
            .WithSummary("Issue a virtual key")
            .WithDescription(
                "The answer's 'key' is the key itself. It is shown this once and kept nowhere. With an Idempotency-Key that "
                    + "was used before, nothing is issued and the answer is 200 without the key."
            )
            .Accepts<KeyRequest>("application/json")
            .Produces<KeyView>(201)
            .Produces<KeyView>()
            .Produces<AdminError>(400);
        group
            .MapPut("/{id}", ChangeAsync)
            .Requires(RouteAccess.TenantAdmin)
            .WithName("ChangeKey")
            .WithSummary("Set a virtual key's terms")
            .WithDescription(
                "Sets all of them; its secrets stay. If-Match makes sure that nobody else changed it meanwhile."
            )
            .Accepts<KeyRequest>("application/json")
            .Produces<KeyView>()
            .Produces<AdminError>(404)
            .Produces<AdminError>(412);
        group
            .MapPost("/{id}/rotate", RotateAsync)
            .Requires(RouteAccess.TenantAdmin)
            .WithName("RotateKey")
            .WithSummary("Give a virtual key a new secret")
            .WithDescription("The answer's 'key' is shown this once. The old one stays valid for 'overlap_seconds'.")
            .Accepts<RotationRequest>("application/json")
            .Produces<KeyView>()
            .Produces<AdminError>(404)
            .Produces<AdminError>(409);
        group
            .MapPost("/{id}/revoke", RevokeAsync)
            .Requires(RouteAccess.TenantAdmin)
            .WithName("RevokeKey")
            .WithSummary("Take a virtual key back, at once and for good")
            .WithDescription("New calls are refused from now on, and its calls under way are ended.")
            .Produces<KeyView>()
            .Produces<AdminError>(404);
        group
            .MapDelete("/{id}", DeleteAsync)
            .Requires(RouteAccess.TenantAdmin)
            .WithName("DeleteKey")
            .WithSummary("Revoke a virtual key and forget it")
            .Produces(204)
            .Produces<AdminError>(404);
    }

    private Task ListAsync(HttpContext http)
    {
        Principal who = Principal.Of(http);
        KeyView[] views = [.. known.Keys().Where(one => who.Sees(one.Tenant))];
        KeyNoise noise = keys.Noise;
        RefusedCallers? refused = who.Tenant is null
            ? new(noise.Unknown, noise.Expired, noise.Revoked, noise.Missing)
            : null;
        return AdminAnswer.WriteAsync(http, 200, new KeyList(views, refused), IdentityJson.Default.KeyList);
    }

    private Task GetAsync(HttpContext http, string id) =>
        Find(http, id) is { } stored ? ShowAsync(http, 200, stored, null) : MissingAsync(http, id);

    private async Task IssueAsync(HttpContext http)
    {
        if (await ReadAsync(http).ConfigureAwait(false) is not { } request)
        {
            return;
        }

        string? once = http.Request.Headers["Idempotency-Key"] is { Count: 1 } header ? header[0] : null;
        if (once is { Length: 0 or > AttributionLimits.LongestIdempotencyKey })
        {
            await AdminAnswer
                .RefuseAsync(http, 400, "invalid_request", "Idempotency-Key must have 1 to 255 characters.")
                .ConfigureAwait(false);
            return;
        }

        IssueResult issued = await _issue
            .IssueAsync(request, Principal.Of(http), once, http.RequestAborted)
            .ConfigureAwait(false);
        bool repeated = issued.Result.Status == ControlStatus.Conflict && once is not null;
        if (!issued.Result.IsDone && !repeated)
        {
            await AdminAnswer.RefuseAsync(http, issued.Result).ConfigureAwait(false);
            return;
        }

        http.Response.Headers.Location = $"/api/v1/keys/{issued.Id}";
        await ShowAsync(http, repeated ? 200 : 201, issued.Result.Document!, issued.Whole).ConfigureAwait(false);
    }

    private async Task ChangeAsync(HttpContext http, string id)
    {
        if (Find(http, id) is not { } stored)
        {
            await MissingAsync(http, id).ConfigureAwait(false);
            return;
        }

        if (
            await ReadAsync(http).ConfigureAwait(false) is not { } request
            || !await Precondition.HoldsAsync(http, stored).ConfigureAwait(false)
        )
        {
            return;
        }

        ControlResult result = await _issue
            .ChangeAsync(id, Read(stored), request, Principal.Of(http), stored.Revision, http.RequestAborted)
            .ConfigureAwait(false);
        await AnswerAsync(http, result, null).ConfigureAwait(false);
    }

    private async Task RotateAsync(HttpContext http, string id)
    {
        if (Find(http, id) is not { } stored)
        {
            await MissingAsync(http, id).ConfigureAwait(false);
            return;
        }

        KeyDocument before = Read(stored);
        if (before.RevokedAt is not null)
        {
            await AdminAnswer
                .RefuseAsync(http, 409, "revoked", "The key was revoked; issue a new one.")
                .ConfigureAwait(false);
            return;
        }

        RotationRequest? request = new();
        string? problem = null;
        if (http.Request.ContentLength is not (null or 0))
        {
            (request, problem) = await AdminAnswer
                .ReadAsync(http, IdentityJson.Default.RotationRequest)
                .ConfigureAwait(false);
        }

        if (request?.OverlapSeconds is < 0 or > LongestOverlapSeconds)
        {
            problem = $"'overlap_seconds' must be 0 to {LongestOverlapSeconds}.";
        }

        if (problem is not null)
        {
            await AdminAnswer.RefuseAsync(http, 400, "invalid_request", problem).ConfigureAwait(false);
            return;
        }

        TimeSpan overlap = TimeSpan.FromSeconds(request!.OverlapSeconds);
        IssueResult rotated = await _issue
            .RotateAsync(id, before, overlap, Principal.Of(http), stored.Revision, http.RequestAborted)
            .ConfigureAwait(false);
        await AnswerAsync(http, rotated.Result, rotated.Whole).ConfigureAwait(false);
    }

    private async Task RevokeAsync(HttpContext http, string id)
    {
        if (Find(http, id) is not { } stored)
        {
            await MissingAsync(http, id).ConfigureAwait(false);
            return;
        }

        ControlResult result = await _issue
            .RevokeAsync(id, Read(stored), Principal.Of(http), stored.Revision, http.RequestAborted)
            .ConfigureAwait(false);
        await AnswerAsync(http, result, null).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext http, string id)
    {
        if (Find(http, id) is not { } stored)
        {
            await MissingAsync(http, id).ConfigureAwait(false);
            return;
        }

        if (!await Precondition.HoldsAsync(http, stored).ConfigureAwait(false))
        {
            return;
        }

        ControlChange removal = new(ControlKinds.Key, id, null, Principal.Of(http).Name) { Expected = stored.Revision };
        ControlResult result = await book.ChangeAsync(removal, http.RequestAborted).ConfigureAwait(false);
        if (result.IsDone)
        {
            http.Response.StatusCode = 204;
            return;
        }

        await AdminAnswer.RefuseAsync(http, result).ConfigureAwait(false);
    }

    /// <summary>The terms asked for; null when they are not good, which has been answered then.</summary>
    private async Task<KeyRequest?> ReadAsync(HttpContext http)
    {
        (KeyRequest? request, string? problem) = await AdminAnswer
            .ReadAsync(http, IdentityJson.Default.KeyRequest)
            .ConfigureAwait(false);
        if (request is not null)
        {
            // Whoever is bound to a tenant need not name it, and cannot name another.
            string? own = Principal.Of(http).Tenant;
            request = request with { Tenant = request.Tenant ?? own };
            problem =
                own is not null && request.Tenant != own ? $"'tenant' must be \"{own}\", yours."
                : request.Tenant is { } tenant && !tenants.Knows(tenant)
                    ? $"There is no tenant \"{tenant}\"; make it first: PUT /api/v1/tenants/{tenant}."
                : KeyForm.Check(request, time.GetUtcNow());
        }

        if (problem is null)
        {
            return request;
        }

        await AdminAnswer.RefuseAsync(http, 400, "invalid_request", problem).ConfigureAwait(false);
        return null;
    }

    private Task AnswerAsync(HttpContext http, ControlResult result, string? whole) =>
        result.IsDone ? ShowAsync(http, 200, result.Document!, whole) : AdminAnswer.RefuseAsync(http, result);

    private Task ShowAsync(HttpContext http, int status, ControlDocument stored, string? whole)
    {
        KeyView view = KeyView.Of(stored.Id, Read(stored), keys.Find(stored.Id)?.LastUsed, time.GetUtcNow());
        http.Response.Headers.ETag = Precondition.TagOf(stored);
        http.Response.Headers.CacheControl = "no-store";
        return AdminAnswer.WriteAsync(http, status, view with { Key = whole }, IdentityJson.Default.KeyView);
    }

    /// <summary>The key, when there is one and it is the caller's business.</summary>
    private ControlDocument? Find(HttpContext http, string id) =>
        book.Find(ControlKinds.Key, id) is { } stored && Principal.Of(http).Sees(Read(stored).Tenant) ? stored : null;

    private static Task MissingAsync(HttpContext http, string id) =>
        AdminAnswer.RefuseAsync(http, 404, "not_found", $"There is no key \"{id}\".");

    private static KeyDocument Read(ControlDocument stored) =>
        JsonSerializer.Deserialize(stored.Json, IdentityJson.Default.KeyDocument)!;
}
