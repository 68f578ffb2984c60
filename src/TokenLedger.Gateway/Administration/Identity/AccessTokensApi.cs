using Microsoft.AspNetCore.Routing;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Gateway.Identity.Principals;
using TokenLedger.Gateway.Identity.Tenants;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Identity;

/// <summary>
/// Tokens of the management API for machines, issued at run time. Who is bound to a tenant issues only within it; nobody
/// issues more than he may himself.
/// </summary>
internal sealed class AccessTokensApi
{
    private const string Route = "/api/v1/access-tokens";

    private readonly ControlBook _book;
    private readonly AccessTokens _tokens;
    private readonly TenantBook _tenants;
    private readonly TimeProvider _time;
    private readonly StoredDocuments<AccessTokenDocument> _documents;
    private readonly IssuedRoutes<AccessTokenDocument> _routes;

    /// <param name="book">Where tokens are kept.</param>
    /// <param name="identity">Who is known.</param>
    /// <param name="time">The clock.</param>
    public AccessTokensApi(ControlBook book, IdentityParts identity, TimeProvider time)
    {
        (_book, _tokens, _tenants, _time) = (book, identity.AccessTokens, identity.Tenants, time);
        _documents = new(book, ControlKinds.AccessToken, IdentityJson.Default.AccessTokenDocument);
        _routes = new(
            _documents,
            new(book, ControlKinds.AccessToken, _tokens.Hashes, IdentityJson.Default.AccessTokenDocument, time),
            Route,
            ShowAsync,
            static () => Task.CompletedTask
        );
    }

    /// <summary>Maps its routes.</summary>
    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/access-tokens")
            .WithMetadata(TenantScoped.Instance)
            .WithTags("access tokens");
        group
            .MapGet("", (Delegate)ListAsync)
            .Requires(RouteAccess.Viewer)
            .WithName("ListAccessTokens")
            .WithSummary("Tokens of the management API that were issued at run time")
            .Produces<AccessTokenList>();
        group
            .MapGet("/{id}", _routes.GetAsync)
            .Requires(RouteAccess.Viewer)
            .WithName("GetAccessToken")
            .WithSummary("One access token")
            .Produces<AccessTokenView>()
            .Produces<AdminError>(404);
        group
            .MapPost("", (Delegate)IssueAsync)
            .Requires(RouteAccess.TenantAdmin)
            .WithName("IssueAccessToken")
            .WithSummary("Issue an access token")
            .WithDescription(
                "The answer's 'token' is the token itself. It is shown this once and kept nowhere. With an Idempotency-Key "
                    + "that was used before, nothing is issued and the answer is 200 without the token."
            )
            .Accepts<AccessTokenRequest>("application/json")
            .Produces<AccessTokenView>(201)
            .Produces<AccessTokenView>()
            .Produces<AdminError>(400);
        group
            .MapPost("/{id}/rotate", _routes.RotateAsync)
            .Requires(RouteAccess.TenantAdmin)
            .WithName("RotateAccessToken")
            .WithSummary("Give an access token a new secret")
            .WithDescription("The answer's 'token' is shown this once. The old one stays valid for 'overlap_seconds'.")
            .Accepts<RotationRequest>("application/json")
            .Produces<AccessTokenView>()
            .Produces<AdminError>(404)
            .Produces<AdminError>(409);
        group
            .MapPost("/{id}/revoke", _routes.RevokeAsync)
            .Requires(RouteAccess.TenantAdmin)
            .WithName("RevokeAccessToken")
            .WithSummary("Take an access token back, at once and for good")
            .Produces<AccessTokenView>()
            .Produces<AdminError>(404);
        group
            .MapDelete("/{id}", _routes.DeleteAsync)
            .Requires(RouteAccess.TenantAdmin)
            .WithName("DeleteAccessToken")
            .WithSummary("Revoke an access token and forget it")
            .Produces(204)
            .Produces<AdminError>(404);
    }

    private Task ListAsync(HttpContext http)
    {
        Principal who = Principal.Of(http);
        AccessTokenView[] views =
        [
            .. _book
                .Of(ControlKinds.AccessToken)
                .Select(stored => (stored.Id, Document: _documents.Read(stored)))
                .Where(one => who.Sees(one.Document.Tenant))
                .Select(one => View(one.Id, one.Document)),
        ];
        return AdminAnswer.WriteAsync(http, 200, new AccessTokenList(views), IdentityJson.Default.AccessTokenList);
    }

    private async Task IssueAsync(HttpContext http)
    {
        (AccessTokenRequest? request, string? problem) = await AdminAnswer
            .ReadAsync(http, IdentityJson.Default.AccessTokenRequest)
            .ConfigureAwait(false);
        if (request is not null)
        {
            string? own = Principal.Of(http).Tenant;
            request = request with { Tenant = request.Tenant ?? own };
            problem = IssuedRoutes.ForeignTenant(request.Tenant, own, _tenants) ?? Check(request);
        }

        if (problem is not null)
        {
            await AdminAnswer.RefuseAsync(http, 400, "invalid_request", problem).ConfigureAwait(false);
            return;
        }

        AccessTokenDocument terms = new()
        {
            Name = request!.Name,
            Role = request.Role.ToLowerInvariant(),
            Tenant = request.Tenant,
            ExpiresAt = request.ExpiresAt?.ToUniversalTime(),
        };
        await _routes.IssueAsync(http, terms).ConfigureAwait(false);
    }

    private string? Check(AccessTokenRequest request)
    {
        List<string> problems = [];
        KeyForm.CheckText("name", request.Name, problems);
        if (RoleNames.Parse(request.Role) is not { } role)
        {
            problems.Add($"'role' must be one of {string.Join(", ", RoleNames.All)}.");
        }
        else if (RoleNames.Misfit(role, request.Tenant is not null) is { } misfit)
        {
            problems.Add($"'role': {misfit}.");
        }

        if (request.ExpiresAt <= _time.GetUtcNow())
        {
            problems.Add("'expires_at' is over; name an instant to come.");
        }

        return problems.Count == 0 ? null : string.Join(' ', problems);
    }

    private Task ShowAsync(HttpContext http, int status, ControlDocument stored, string? whole)
    {
        http.Response.Headers.ETag = Precondition.TagOf(stored);
        http.Response.Headers.CacheControl = "no-store";
        AccessTokenView view = View(stored.Id, _documents.Read(stored)) with { Token = whole };
        return AdminAnswer.WriteAsync(http, status, view, IdentityJson.Default.AccessTokenView);
    }

    private AccessTokenView View(string id, AccessTokenDocument document) =>
        AccessTokenView.Of(id, document, _tokens.LastUsed(id), _time.GetUtcNow());
}
