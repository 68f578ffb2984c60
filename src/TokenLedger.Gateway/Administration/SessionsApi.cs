using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Gateway.Gates;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Runaway;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Administration;

/// <summary>The sessions of late, and the switch that stops a session, agent, key, tenant or user.</summary>
internal static class SessionsApi
{
    /// <summary>Most sessions in one answer when the request names no other number.</summary>
    private const int UsualLimit = 100;

    private const int LongestReason = 500;

    /// <summary>Where each kind is found below /api/v1.</summary>
    private static readonly (string Path, string Kind)[] s_kinds =
    [
        ("sessions", "session"),
        ("agents", "agent"),
        ("keys", "key"),
        ("tenants", "tenant"),
        ("users", "user"),
    ];

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, CallGuards guards, GatewayParts parts)
    {
        routes
            .MapGet("/sessions", (HttpContext http) => ListAsync(http, guards, parts.Time))
            .Requires(RouteAccess.Viewer)
            .WithMetadata(TenantScoped.Instance)
            .WithName("ListSessions")
            .WithSummary("The sessions of late; ?active=true only those that go on, ?limit=N at most N.");
        routes
            .MapGet("/kills", (HttpContext http) => KillsAsync(http, guards, parts.Time))
            .Requires(RouteAccess.Viewer)
            .WithMetadata(TenantScoped.Instance)
            .WithName("ListKills")
            .WithSummary("Who was stopped.");
        foreach ((string path, string kind) in s_kinds)
        {
            string name = char.ToUpperInvariant(kind[0]) + kind[1..];
            routes
                .MapPost(
                    $"/{path}/{{id}}/kill",
                    (HttpContext http, string id) => KillAsync(http, kind, id, guards, parts)
                )
                .Requires(RouteAccess.TenantAdmin)
                .WithMetadata(TenantScoped.Instance)
                .WithName("Kill" + name)
                .WithSummary($"Stops a {kind}: new calls are refused, those under way are ended.");
            routes
                .MapDelete(
                    $"/{path}/{{id}}/kill",
                    (HttpContext http, string id) => ReviveAsync(http, kind, id, parts.Control!)
                )
                .Requires(RouteAccess.TenantAdmin)
                .WithMetadata(TenantScoped.Instance)
                .WithName("Revive" + name)
                .WithSummary($"Lets a stopped {kind} go on.");
        }
    }

    private static async Task ListAsync(HttpContext http, CallGuards guards, TimeProvider time)
    {
        string asked = http.Request.Query["limit"].ToString();
        int limit = UsualLimit;
        if (asked.Length > 0 && (!int.TryParse(asked, out limit) || limit < 1))
        {
            await AdminAnswer
                .RefuseAsync(http, 400, "invalid_request", "limit must be a whole number, 1 or more.")
                .ConfigureAwait(false);
            return;
        }

        await guards.LearnAsync(http.RequestAborted).ConfigureAwait(false); // where nothing was started yet

        DateTimeOffset now = time.GetUtcNow();
        bool onlyActive = http.Request.Query.TryGetValue("active", out var active) && active.ToString() is "" or "true";
        string? tenant = Principal.Of(http).Tenant;
        LiveSession[] found =
        [
            .. guards
                .Sessions.All()
                .Where(session => tenant is null || session.Name.Tenant == tenant)
                .Where(session => !onlyActive || guards.Sessions.IsActive(session, now)),
        ];
        SessionList list = new([.. found.Take(limit).Select(session => Entry(session, guards, now))], found.Length);
        await AdminAnswer.WriteAsync(http, 200, list, SessionJson.Default.SessionList).ConfigureAwait(false);
    }

    /// <summary>A session as it is now.</summary>
    internal static SessionEntry Entry(LiveSession session, CallGuards guards, DateTimeOffset now)
    {
        lock (session.Gate)
        {
            return new()
            {
                Id = session.Name.Id,
                Tenant = session.Name.Tenant,
                Agent = session.Attribution.Agent,
                User = session.Attribution.User,
                Feature = session.Attribution.Feature,
                Task = session.Attribution.Task,
                Active = guards.Sessions.IsActive(session, now),
                Killed = guards.Kills.Orders.Any(order => order.HoldsAt(now) && order.Stops(session.Attribution)),
                Calls = session.Calls,
                OpenCalls = session.Open,
                RefusedCalls = session.Refused,
                CostUsd = session.Cost.ToString(),
                Tokens = session.Tokens,
                StartedAt = session.StartedAt,
                LastAt = session.LastAt,
                Flags = [.. session.Flags],
            };
        }
    }

    private static Task KillsAsync(HttpContext http, CallGuards guards, TimeProvider time)
    {
        string? tenant = Principal.Of(http).Tenant;
        KillList list = new([
            .. guards
                .Kills.Orders.Where(order => tenant is null || order.Tenant == tenant)
                .Select(order => Entry(order, time.GetUtcNow())),
        ]);
        return AdminAnswer.WriteAsync(http, 200, list, SessionJson.Default.KillList);
    }

    private static KillEntry Entry(KillOrder order, DateTimeOffset now, int? ended = null) =>
        new(order.Kind, order.Value, order.Tenant, order.Reason, order.Until, order.HoldsAt(now), ended);

    private static async Task KillAsync(HttpContext http, string kind, string id, CallGuards guards, GatewayParts parts)
    {
        (KillRequest? request, string? problem) = await ReadAsync(http).ConfigureAwait(false);
        DateTimeOffset now = parts.Time.GetUtcNow();
        problem ??=
            request!.Reason is { Length: > LongestReason } ? $"reason has more than {LongestReason} characters."
            : request.Until <= now ? "until has passed already; leave it out, or name an instant to come."
            : null;
        if (problem is not null)
        {
            await AdminAnswer.RefuseAsync(http, 400, "invalid_request", problem).ConfigureAwait(false);
            return;
        }

        // Whoever sees one tenant only stops what is within it.
        KillOrder order = new(
            kind,
            PathValue(id),
            Principal.Of(http).Tenant,
            request!.Until?.ToUniversalTime(),
            request.Reason
        );
        KillDocument document = new()
        {
            Tenant = order.Tenant,
            Reason = order.Reason,
            Until = order.Until,
        };
        string json = JsonSerializer.Serialize(document, SessionJson.Default.KillDocument);
        int stopped = guards.Kills.CountOf(order);
        ControlResult result = await parts
            .Control!.ChangeAsync(
                new(ControlKinds.Kill, order.Id, json, Principal.Of(http).Name) { Note = order.Reason },
                http.RequestAborted
            )
            .ConfigureAwait(false);
        await (
            result.IsDone
                ? AdminAnswer.WriteAsync(http, 200, Entry(order, now, stopped), SessionJson.Default.KillEntry)
                : AdminAnswer.RefuseAsync(http, result)
        ).ConfigureAwait(false);
    }

    private static async Task ReviveAsync(HttpContext http, string kind, string id, ControlBook control)
    {
        KillOrder order = new(kind, PathValue(id), Principal.Of(http).Tenant, null, null);
        ControlResult result = await control
            .ChangeAsync(new(ControlKinds.Kill, order.Id, null, Principal.Of(http).Name), http.RequestAborted)
            .ConfigureAwait(false);
        if (!result.IsDone)
        {
            await (
                result.Status == ControlStatus.NotFound
                    ? AdminAnswer.RefuseAsync(http, 404, "not_found", $"The {kind} \"{order.Value}\" is not stopped.")
                    : AdminAnswer.RefuseAsync(http, result)
            ).ConfigureAwait(false);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Without a body it says nothing, which is enough.</summary>
    private static async Task<(KillRequest? Request, string? Problem)> ReadAsync(HttpContext http) =>
        http.Request.ContentLength is null or 0
            ? (new KillRequest(), null)
            : await AdminAnswer.ReadAsync(http, SessionJson.Default.KillRequest).ConfigureAwait(false);

    /// <summary>The router leaves an escaped slash as it is.</summary>
    private static string PathValue(string id) => id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
