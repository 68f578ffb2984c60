using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Gateway.Identity.Tenants;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration.Identity;

/// <summary>
/// What routes of virtual keys and of access tokens have in common: issuing, rotating, revoking, forgetting. Those of a
/// tenant see and change only its own.
/// </summary>
/// <param name="documents">The documents.</param>
/// <param name="issue">Makes and changes them.</param>
/// <param name="route">Where one is found, its id left out.</param>
/// <param name="show">Answers with one, and with its whole text when it is new.</param>
/// <param name="changed">Told when one has changed, before that is answered.</param>
internal sealed class IssuedRoutes<T>(
    StoredDocuments<T> documents,
    SecretIssue<T> issue,
    string route,
    Func<HttpContext, int, ControlDocument, string?, Task> show,
    Func<Task> changed
)
    where T : IssuedDocument
{
    private const long LongestOverlapSeconds = 30L * 86_400;

    /// <summary>One that is the caller's business; null when there is none.</summary>
    public ControlDocument? Find(HttpContext http, string id) =>
        documents.Find(id) is { } stored && Principal.Of(http).Sees(documents.Read(stored).Tenant) ? stored : null;

    /// <summary>GET of one.</summary>
    public Task GetAsync(HttpContext http, string id) =>
        Find(http, id) is { } stored ? show(http, 200, stored, null) : documents.MissingAsync(http, id);

    /// <summary>Issues one, or says again what the same Idempotency-Key has issued.</summary>
    public async Task IssueAsync(HttpContext http, T terms)
    {
        string? once = http.Request.Headers["Idempotency-Key"] is { Count: 1 } header ? header[0] : null;
        if (once is { Length: 0 or > AttributionLimits.LongestIdempotencyKey })
        {
            await AdminAnswer
                .RefuseAsync(http, 400, "invalid_request", "Idempotency-Key must have 1 to 255 characters.")
                .ConfigureAwait(false);
            return;
        }

        IssueResult issued = await issue
            .IssueAsync(terms, Principal.Of(http), once, http.RequestAborted)
            .ConfigureAwait(false);
        bool repeated = issued.Result.Status == ControlStatus.Conflict && once is not null;
        if (!issued.Result.IsDone && !repeated)
        {
            await AdminAnswer.RefuseAsync(http, issued.Result).ConfigureAwait(false);
            return;
        }

        await changed().ConfigureAwait(false);
        http.Response.Headers.Location = $"{route}/{issued.Id}";
        await show(http, repeated ? 200 : 201, issued.Result.Document!, issued.Whole).ConfigureAwait(false);
    }

    /// <summary>Sets other terms, where If-Match does not want another than it is.</summary>
    public async Task ChangeAsync(HttpContext http, ControlDocument stored, T terms)
    {
        if (await Precondition.HoldsAsync(http, stored).ConfigureAwait(false))
        {
            ControlResult result = await issue
                .ChangeAsync(stored.Id, terms, Principal.Of(http), stored.Revision, http.RequestAborted)
                .ConfigureAwait(false);
            await AnswerAsync(http, result, null).ConfigureAwait(false);
        }
    }

    /// <summary>POST …/rotate.</summary>
    public async Task RotateAsync(HttpContext http, string id)
    {
        if (Find(http, id) is not { } stored)
        {
            await documents.MissingAsync(http, id).ConfigureAwait(false);
            return;
        }

        T before = documents.Read(stored);
        if (before.RevokedAt is not null)
        {
            await AdminAnswer
                .RefuseAsync(http, 409, "revoked", $"The {documents.Name} was revoked; issue a new one.")
                .ConfigureAwait(false);
            return;
        }

        if (await OverlapAsync(http).ConfigureAwait(false) is { } overlap)
        {
            IssueResult rotated = await issue
                .RotateAsync(id, before, overlap, Principal.Of(http), stored.Revision, http.RequestAborted)
                .ConfigureAwait(false);
            await AnswerAsync(http, rotated.Result, rotated.Whole).ConfigureAwait(false);
        }
    }

    /// <summary>POST …/revoke.</summary>
    public async Task RevokeAsync(HttpContext http, string id)
    {
        if (Find(http, id) is not { } stored)
        {
            await documents.MissingAsync(http, id).ConfigureAwait(false);
            return;
        }

        ControlResult result = await issue
            .RevokeAsync(id, documents.Read(stored), Principal.Of(http), stored.Revision, http.RequestAborted)
            .ConfigureAwait(false);
        await AnswerAsync(http, result, null).ConfigureAwait(false);
    }

    /// <summary>DELETE of one.</summary>
    public async Task DeleteAsync(HttpContext http, string id)
    {
        if (Find(http, id) is not { } stored)
        {
            await documents.MissingAsync(http, id).ConfigureAwait(false);
            return;
        }

        if (await documents.RemoveAsync(http, stored).ConfigureAwait(false))
        {
            await changed().ConfigureAwait(false);
        }
    }

    /// <summary>For how long the old secret stays valid; null when what is asked for is wrong, which has been answered then.</summary>
    private static async Task<TimeSpan?> OverlapAsync(HttpContext http)
    {
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

        if (problem is null)
        {
            return TimeSpan.FromSeconds(request!.OverlapSeconds);
        }

        await AdminAnswer.RefuseAsync(http, 400, "invalid_request", problem).ConfigureAwait(false);
        return null;
    }

    private async Task AnswerAsync(HttpContext http, ControlResult result, string? whole)
    {
        if (!result.IsDone)
        {
            await AdminAnswer.RefuseAsync(http, result).ConfigureAwait(false);
            return;
        }

        await changed().ConfigureAwait(false);
        await show(http, 200, result.Document!, whole).ConfigureAwait(false);
    }
}

/// <summary>Which tenant may be named.</summary>
internal static class IssuedRoutes
{
    /// <summary>Why somebody may not issue for a tenant; null when he may.</summary>
    /// <param name="tenant">The tenant; null for none.</param>
    /// <param name="own">The only tenant of who asks; null for all.</param>
    /// <param name="tenants">The tenants there are.</param>
    public static string? ForeignTenant(string? tenant, string? own, TenantBook tenants) =>
        own is not null && tenant != own ? $"'tenant' must be \"{own}\", yours."
        : tenant is not null && !tenants.Knows(tenant)
            ? $"There is no tenant \"{tenant}\"; make it first: tokenledger tenants set {tenant}, or PUT /api/v1/tenants/{tenant}."
        : null;
}
