using Microsoft.AspNetCore.Routing;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Gateway.Identity.Tenants;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Identity;

/// <summary>Virtual keys over HTTP: issue, list, change, rotate, revoke. Those of a tenant see and change only its keys.</summary>
internal sealed class KeysApi
{
    private readonly VirtualKeys _keys;
    private readonly TenantBook _tenants;
    private readonly KnownCallers _known;
    private readonly TimeProvider _time;
    private readonly StoredDocuments<KeyDocument> _documents;
    private readonly IssuedRoutes<KeyDocument> _routes;

    /// <param name="book">Where keys are kept.</param>
    /// <param name="identity">Who is known.</param>
    /// <param name="budgets">Keys bring budgets with them.</param>
    /// <param name="time">The clock.</param>
    public KeysApi(ControlBook book, IdentityParts identity, BudgetsInForce budgets, TimeProvider time)
    {
        (_keys, _tenants, _known, _time) = (identity.Keys, identity.Tenants, identity.Known, time);
        _documents = new(book, ControlKinds.Key, IdentityJson.Default.KeyDocument);
        _routes = new(
            _documents,
            new(book, ControlKinds.Key, _keys.Hashes, IdentityJson.Default.KeyDocument, time),
            "/api/v1/keys",
            ShowAsync,
            // Durable already: whoever asked may have gone, but its budgets must come into force.
            () => budgets.ApplyAsync(CancellationToken.None)
        );
    }

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
            .MapGet("/{id}", _routes.GetAsync)
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
                "With its 'budgets', in one change. The answer's 'key' is the key itself. It is shown this once and kept nowhere. With an Idempotency-Key that "
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
            .MapPost("/{id}/rotate", _routes.RotateAsync)
            .Requires(RouteAccess.TenantAdmin)
            .WithName("RotateKey")
            .WithSummary("Give a virtual key a new secret")
            .WithDescription("The answer's 'key' is shown this once. The old one stays valid for 'overlap_seconds'.")
            .Accepts<RotationRequest>("application/json")
            .Produces<KeyView>()
            .Produces<AdminError>(404)
            .Produces<AdminError>(409);
        group
            .MapPost("/{id}/revoke", _routes.RevokeAsync)
            .Requires(RouteAccess.TenantAdmin)
            .WithName("RevokeKey")
            .WithSummary("Take a virtual key back, at once and for good")
            .WithDescription("New calls are refused from now on, and its calls under way are ended.")
            .Produces<KeyView>()
            .Produces<AdminError>(404);
        group
            .MapDelete("/{id}", _routes.DeleteAsync)
            .Requires(RouteAccess.TenantAdmin)
            .WithName("DeleteKey")
            .WithSummary("Revoke a virtual key and forget it")
            .Produces(204)
            .Produces<AdminError>(404);
    }

    private Task ListAsync(HttpContext http)
    {
        Principal who = Principal.Of(http);
        KeyView[] views = [.. _known.Keys().Where(one => who.Sees(one.Tenant))];
        KeyNoise noise = _keys.Noise;
        RefusedCallers? refused = who.Tenant is null
            ? new(noise.Unknown, noise.Expired, noise.Revoked, noise.Missing)
            : null;
        return AdminAnswer.WriteAsync(http, 200, new KeyList(views, refused), IdentityJson.Default.KeyList);
    }

    private async Task IssueAsync(HttpContext http)
    {
        if (await ReadAsync(http).ConfigureAwait(false) is { } request)
        {
            await _routes.IssueAsync(http, request.ApplyTo(new KeyDocument())).ConfigureAwait(false);
        }
    }

    private async Task ChangeAsync(HttpContext http, string id)
    {
        if (_routes.Find(http, id) is not { } stored)
        {
            await _documents.MissingAsync(http, id).ConfigureAwait(false);
        }
        else if (await ReadAsync(http).ConfigureAwait(false) is { } request)
        {
            await _routes.ChangeAsync(http, stored, request.ApplyTo(_documents.Read(stored))).ConfigureAwait(false);
        }
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
                IssuedRoutes.ForeignTenant(request.Tenant, own, _tenants) ?? KeyForm.Check(request, _time.GetUtcNow());
        }

        if (problem is not null)
        {
            await AdminAnswer.RefuseAsync(http, 400, "invalid_request", problem).ConfigureAwait(false);
            return null;
        }

        IReadOnlyList<BudgetProblem> wrong = KeyBudgets.Problems(request!.Budgets ?? []);
        if (wrong.Count == 0)
        {
            return request;
        }

        await AdminAnswer
            .RefuseAsync(http, [.. wrong.Select(one => new AdminProblem(one.Path, one.Message))])
            .ConfigureAwait(false);
        return null;
    }

    private Task ShowAsync(HttpContext http, int status, ControlDocument stored, string? whole)
    {
        KeyDocument document = _documents.Read(stored);
        KeyView view = KeyView.Of(stored.Id, document, _keys.Find(stored.Id)?.LastUsed, _time.GetUtcNow());
        http.Response.Headers.ETag = Precondition.TagOf(stored);
        http.Response.Headers.CacheControl = "no-store";
        return AdminAnswer.WriteAsync(http, status, view with { Key = whole }, IdentityJson.Default.KeyView);
    }
}
