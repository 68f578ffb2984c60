using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Gates;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Limits;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration;

/// <summary>
/// The rate limits. One set here takes the place of the configured one of its name; removing it brings that one back.
/// </summary>
internal static class LimitsApi
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, CallGuards guards, ControlBook control)
    {
        routes
            .MapGet("/limits", (HttpContext http) => ListAsync(http, guards, control))
            .Requires(RouteAccess.Viewer)
            .WithName("ListLimits")
            .WithSummary("The rate limits in force.");
        routes
            .MapGet("/limits/{id}", (HttpContext http, string id) => GetAsync(http, id, guards, control))
            .Requires(RouteAccess.Viewer)
            .WithName("GetLimit")
            .WithSummary("One rate limit; its ETag is what a change can demand with If-Match.");
        routes
            .MapPost("/limits", (HttpContext http) => PutAsync(http, null, guards, control))
            .Requires(RouteAccess.TenantAdmin)
            .WithName("CreateLimit")
            .WithSummary("Adds a rate limit; 412 when one of this name was set before and says something else.");
        routes
            .MapPut("/limits/{id}", (HttpContext http, string id) => PutAsync(http, id, guards, control))
            .Requires(RouteAccess.TenantAdmin)
            .WithName("SetLimit")
            .WithSummary("Sets a rate limit; what is used of it stays used.");
        routes
            .MapDelete("/limits/{id}", (HttpContext http, string id) => DeleteAsync(http, id, guards, control))
            .Requires(RouteAccess.TenantAdmin)
            .WithName("RemoveLimit")
            .WithSummary("Removes a rate limit set here; a configured one of its name is back.");
    }

    private static Task ListAsync(HttpContext http, CallGuards guards, ControlBook control)
    {
        string? tenant = Principal.Of(http).Tenant;
        LimitEntry[] limits =
        [
            .. guards
                .Limiter.Book.Limits.Where(limit => limit.CredentialPattern is null && Concerns(limit, tenant))
                .Select(limit => Entry(limit, control))
                .OrderBy(entry => entry.Limit.Id, StringComparer.Ordinal),
        ];
        return AdminAnswer.WriteAsync(
            http,
            200,
            new LimitList(limits, guards.Limiter.Accounts, guards.KnownSince),
            LimitJson.Default.LimitList
        );
    }

    private static Task GetAsync(HttpContext http, string id, CallGuards guards, ControlBook control)
    {
        string? tenant = Principal.Of(http).Tenant;
        RateLimit? found = guards.Limiter.Book.Limits.FirstOrDefault(limit =>
            limit.Id == id && limit.CredentialPattern is null && Concerns(limit, tenant)
        );
        if (found is null)
        {
            return AdminAnswer.RefuseAsync(http, 404, "not_found", $"There is no rate limit \"{id}\".");
        }

        LimitEntry entry = Entry(found, control);
        NoteRevision(http, entry.Revision);
        return AdminAnswer.WriteAsync(http, 200, entry, LimitJson.Default.LimitEntry);
    }

    private static async Task PutAsync(HttpContext http, string? id, CallGuards guards, ControlBook control)
    {
        (LimitDocument? document, string? problem) = await AdminAnswer
            .ReadAsync(http, LimitJson.Default.LimitDocument)
            .ConfigureAwait(false);
        (RateLimit? limit, IReadOnlyList<string> problems) = document is null
            ? (null, [problem!])
            : (document with { Id = document.Id ?? id }).Read();
        if (id is not null && limit is not null && limit.Id != id)
        {
            problems = [$"id: is \"{limit.Id}\", but the path says \"{id}\""];
        }

        if (problems.Count > 0)
        {
            await AdminAnswer
                .RefuseAsync(http, 400, "invalid_request", string.Join("; ", problems))
                .ConfigureAwait(false);
            return;
        }

        string json = JsonSerializer.Serialize(LimitDocument.Of(limit!), LimitJson.Default.LimitDocument);
        ControlDocument? before = control.Find(ControlKinds.Limit, limit!.Id);
        RateLimit? replaced = before is not null ? Read(before) : guards.Limits.Configured(limit.Id);
        string? tenant = Principal.Of(http).Tenant;
        if (!IsOwn(limit, tenant) || ((before ?? (object?)replaced) is not null && !IsOwn(replaced, tenant)))
        {
            await RefuseForeignAsync(http).ConfigureAwait(false);
            return;
        }

        bool repeats = id is null && before?.Json == json; // the same POST again did it already
        ControlResult result = await control
            .ChangeAsync(
                new(ControlKinds.Limit, limit.Id, json, Principal.Of(http).Name)
                {
                    Expected =
                        repeats ? null
                        : id is null ? -1
                        : ExpectedBy(http),
                },
                http.RequestAborted
            )
            .ConfigureAwait(false);
        if (!result.IsDone)
        {
            await AdminAnswer.RefuseAsync(http, result).ConfigureAwait(false);
            return;
        }

        NoteRevision(http, result.Document?.Revision);
        await AdminAnswer
            .WriteAsync(http, before is null ? 201 : 200, Entry(limit, control), LimitJson.Default.LimitEntry)
            .ConfigureAwait(false);
    }

    private static async Task DeleteAsync(HttpContext http, string id, CallGuards guards, ControlBook control)
    {
        ControlDocument? before = control.Find(ControlKinds.Limit, id);
        if (before is not null && !IsOwn(Read(before), Principal.Of(http).Tenant))
        {
            await RefuseForeignAsync(http).ConfigureAwait(false);
            return;
        }

        if (before is null && guards.Limits.Configured(id) is not null)
        {
            await AdminAnswer
                .RefuseAsync(http, 409, "configured", $"The rate limit \"{id}\" is configured; remove it there.")
                .ConfigureAwait(false);
            return;
        }

        ControlResult result = await control
            .ChangeAsync(
                new(ControlKinds.Limit, id, null, Principal.Of(http).Name) { Expected = ExpectedBy(http) },
                http.RequestAborted
            )
            .ConfigureAwait(false);
        if (!result.IsDone)
        {
            await AdminAnswer.RefuseAsync(http, result).ConfigureAwait(false);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task RefuseForeignAsync(HttpContext http) =>
        AdminAnswer.RefuseAsync(
            http,
            403,
            "forbidden",
            "An administrator of a tenant sets limits whose scope names this tenant, and no others."
        );

    private static LimitEntry Entry(RateLimit limit, ControlBook control)
    {
        long? revision = control.Find(ControlKinds.Limit, limit.Id)?.Revision;
        return new(revision is null ? "configuration" : "runtime", revision, LimitDocument.Of(limit));
    }

    private static RateLimit? Read(ControlDocument document) =>
        JsonSerializer.Deserialize(document.Json, LimitJson.Default.LimitDocument)?.Read().Limit;

    /// <summary>Whether a limit covers calls of a tenant; null is everyone.</summary>
    private static bool Concerns(RateLimit limit, string? tenant) =>
        tenant is null
        || limit.Scope.All(term => term.Dimension != "tenant" || new ScopePattern(term.Pattern).Fits(tenant));

    /// <summary>Whether a limit is a tenant's own; null may set all.</summary>
    private static bool IsOwn(RateLimit? limit, string? tenant) =>
        tenant is null || limit?.Scope.Any(term => term.Dimension == "tenant" && term.Pattern == tenant) == true;

    private static void NoteRevision(HttpContext http, long? revision)
    {
        if (revision is { } known)
        {
            http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{known}\"");
        }
    }

    /// <summary>The revision demanded: of If-Match, -1 for "If-None-Match: *", null for any.</summary>
    private static long? ExpectedBy(HttpContext http)
    {
        string match = http.Request.Headers[HeaderNames.IfMatch].ToString().Trim('"');
        if (http.Request.Headers.IfNoneMatch == "*")
        {
            return -1;
        }

        return match.Length == 0 || match == "*" ? null
            : long.TryParse(match, CultureInfo.InvariantCulture, out long revision) ? revision
            : long.MinValue; // no revision ever: what was read is not what is there
    }
}
