using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Gateway.Identity.Principals;
using TokenLedger.Gateway.Identity.Tenants;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Identity;

/// <summary>Tenants over HTTP. Those of a tenant see their own and change none.</summary>
internal sealed class TenantsApi(
    ControlBook book,
    TenantBook tenants,
    VirtualKeys keys,
    AccessTokens tokens,
    KnownCallers known
)
{
    private readonly StoredDocuments<TenantDocument> _documents = new(
        book,
        ControlKinds.Tenant,
        IdentityJson.Default.TenantDocument
    );

    /// <summary>Maps its routes.</summary>
    public void Map(RouteGroupBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/tenants").WithMetadata(TenantScoped.Instance).WithTags("tenants");
        group
            .MapGet("", (Delegate)ListAsync)
            .Requires(RouteAccess.Viewer)
            .WithName("ListTenants")
            .WithSummary("Tenants")
            .Produces<TenantList>();
        group
            .MapGet("/{id}", GetAsync)
            .Requires(RouteAccess.Viewer)
            .WithName("GetTenant")
            .WithSummary("One tenant")
            .Produces<TenantView>()
            .Produces<AdminError>(404);
        group
            .MapPut("/{id}", PutAsync)
            .Requires(RouteAccess.Admin)
            .WithName("SetTenant")
            .WithSummary("Make or change a tenant")
            .WithDescription(
                "From then on its calls need one of its keys. If-Match makes sure that nobody else changed it meanwhile; "
                    + "If-None-Match: * that it is new."
            )
            .Accepts<TenantDocument>("application/json")
            .Produces<TenantView>()
            .Produces<TenantView>(201)
            .Produces<AdminError>(400)
            .Produces<AdminError>(412);
        group
            .MapDelete("/{id}", DeleteAsync)
            .Requires(RouteAccess.Admin)
            .WithName("DeleteTenant")
            .WithSummary("Forget a tenant that has no keys")
            .Produces(204)
            .Produces<AdminError>(404)
            .Produces<AdminError>(409);
    }

    private Task ListAsync(HttpContext http)
    {
        Principal who = Principal.Of(http);
        TenantView[] seen = [.. known.Tenants().Where(view => who.Sees(view.Id))];
        return AdminAnswer.WriteAsync(http, 200, new TenantList(seen), IdentityJson.Default.TenantList);
    }

    private Task GetAsync(HttpContext http, string id)
    {
        bool seen = Principal.Of(http).Sees(id);
        return seen && _documents.Find(id) is { } stored ? ShowAsync(http, 200, stored)
            : seen && tenants.Knows(id)
                ? AdminAnswer.WriteAsync(
                    http,
                    200,
                    TenantView.Of(id, new TenantDocument()),
                    IdentityJson.Default.TenantView
                )
            : _documents.MissingAsync(http, id);
    }

    private async Task PutAsync(HttpContext http, string id)
    {
        (TenantDocument? document, string? problem) = await AdminAnswer
            .ReadAsync(http, IdentityJson.Default.TenantDocument)
            .ConfigureAwait(false);
        problem ??= Check(id, document!);
        if (problem is not null)
        {
            await AdminAnswer.RefuseAsync(http, 400, "invalid_request", problem).ConfigureAwait(false);
            return;
        }

        ControlDocument? stored = _documents.Find(id);
        if (!await Precondition.HoldsAsync(http, stored).ConfigureAwait(false))
        {
            return;
        }

        bool onlyNew = http.Request.Headers.IfNoneMatch == "*";
        ControlChange change = new(
            ControlKinds.Tenant,
            id,
            JsonSerializer.Serialize(document, IdentityJson.Default.TenantDocument),
            Principal.Of(http).Name
        )
        {
            Expected = onlyNew ? -1 : stored?.Revision ?? -1,
        };
        ControlResult result = await book.ChangeAsync(change, http.RequestAborted).ConfigureAwait(false);
        await (
            result.IsDone
                ? ShowAsync(http, stored is null ? 201 : 200, result.Document!)
                : AdminAnswer.RefuseAsync(http, result)
        ).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext http, string id)
    {
        if (_documents.Find(id) is not { } stored)
        {
            await _documents.MissingAsync(http, id).ConfigureAwait(false);
            return;
        }

        if (keys.AnyOf(id) || tokens.AnyOf(id))
        {
            // Forgotten, its name would be a label that anyone may claim, while its keys still prove it.
            await AdminAnswer
                .RefuseAsync(
                    http,
                    409,
                    "has_keys",
                    "The tenant has keys or access tokens. Delete them first, or switch it off."
                )
                .ConfigureAwait(false);
            return;
        }

        await _documents.RemoveAsync(http, stored).ConfigureAwait(false);
    }

    private static string? Check(string id, TenantDocument document)
    {
        List<string> problems = [];
        KeyForm.CheckText("id", id, problems);
        KeyForm.CheckText("name", document.Name, problems);
        KeyForm.CheckPatterns("models", document.Models, problems);
        KeyForm.CheckPatterns("providers", document.Providers, problems);
        if (document.Description?.Length > 1024)
        {
            problems.Add("'description' has more than 1024 characters.");
        }

        return problems.Count == 0 ? null : string.Join(' ', problems);
    }

    private Task ShowAsync(HttpContext http, int status, ControlDocument stored)
    {
        http.Response.Headers.ETag = Precondition.TagOf(stored);
        TenantView view = TenantView.Of(stored.Id, _documents.Read(stored));
        return AdminAnswer.WriteAsync(http, status, view, IdentityJson.Default.TenantView);
    }
}

/// <summary>A tenant as the API shows it.</summary>
/// <param name="Id">Its name in attribution.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Description">What it is.</param>
/// <param name="Enabled">Whether its calls are taken.</param>
/// <param name="Models">Patterns of models it may use; empty for all.</param>
/// <param name="Providers">Patterns of providers or upstreams it may use; empty for all.</param>
public sealed record TenantView(
    string Id,
    string? Name,
    string? Description,
    bool Enabled,
    IReadOnlyList<string> Models,
    IReadOnlyList<string> Providers
)
{
    /// <summary>How a tenant looks.</summary>
    internal static TenantView Of(string id, TenantDocument document) =>
        new(id, document.Name, document.Description, document.Enabled, document.Models, document.Providers);
}

/// <summary>Tenants.</summary>
/// <param name="Tenants">By id.</param>
public sealed record TenantList(IReadOnlyList<TenantView> Tenants);
