using System.Globalization;
using Microsoft.AspNetCore.Routing;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Alerts.Channels;
using TokenLedger.Gateway.Alerts.Delivering;
using TokenLedger.Gateway.Hosting;

namespace TokenLedger.Gateway.Administration;

/// <summary>/api/v1/alerts: what was found lately and what became of it, and a way to try out channels.</summary>
internal static class AlertsApi
{
    private const int UsualLimit = 100;

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, AlertRun alerts)
    {
        RouteGroupBuilder routes = api.MapGroup("/alerts").WithTags("Alerts");
        routes
            .MapGet("", (HttpContext http, string? limit, string? type) => ListAsync(http, limit, type, alerts))
            .Requires(RouteAccess.Viewer)
            .WithName("ListAlerts")
            .WithSummary("The latest alerts with the state of their deliveries, the newest first (limit, type).")
            .Produces<AlertListDocument>()
            .Produces<AdminError>(400);
        routes
            .MapPost("/test", (Delegate)((HttpContext http) => TestAsync(http, alerts)))
            .Requires(RouteAccess.Admin)
            .WithName("TestAlerts")
            .WithSummary("Sends a test alert to one channel, or to all, and says what became of it.")
            .Accepts<AlertTestRequest>("application/json")
            .Produces<AlertTestDocument>()
            .Produces<AdminError>(400)
            .Produces<AdminError>(404);
    }

    private static Task ListAsync(HttpContext http, string? limit, string? type, AlertRun alerts)
    {
        int most = UsualLimit;
        bool isLimit =
            string.IsNullOrEmpty(limit)
            || (
                int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most)
                && most is >= 1 and <= AlertBook.MostRecent
            );
        string known = string.Join(", ", AlertType.All.Select(one => one.Name));
        string? problem =
            !isLimit ? $"limit must be a whole number from 1 to {AlertBook.MostRecent}."
            : !string.IsNullOrEmpty(type) && AlertType.Find(type) is null
                ? $"type: there is none of that name; choose from {known}."
            : null;
        if (problem is not null)
        {
            return AdminAnswer.RefuseAsync(http, 400, "invalid_request", problem);
        }

        Principal who = Principal.Of(http);
        AlertListDocument document = new(
            [
                .. alerts
                    .Book.Recent()
                    .Where(raised => who.Tenant is null || raised.Alert.Tenant == who.Tenant)
                    .Where(raised => string.IsNullOrEmpty(type) || raised.Alert.Type.Name == type)
                    .Take(most)
                    .Select(AlertDocument.Of),
            ],
            // Channels and counts are the whole gateway's business.
            who.Tenant
                is null
                ? Channels(alerts)
                : null,
            who.Tenant is null ? alerts.Tally.SuppressedCount : null
        );
        return AdminAnswer.WriteAsync(http, 200, document, AlertsJson.Default.AlertListDocument);
    }

    private static IReadOnlyList<AlertChannelDocument> Channels(AlertRun alerts) =>
        [
            .. alerts.Options.Channels.Select(channel => new AlertChannelDocument(
                channel.Name,
                KindName(channel.Kind),
                alerts.Book.Pending(channel.Name),
                alerts.Tally.Of(channel.Name, "delivered"),
                alerts.Tally.Of(channel.Name, "retried"),
                alerts.Tally.Of(channel.Name, "failed")
            )),
        ];

    private static string KindName(ChannelKind kind) =>
        kind switch
        {
            ChannelKind.Slack => "slack",
            ChannelKind.Mail => "mail",
            ChannelKind.AgentLedger => "webhook (agentledger)",
            ChannelKind.CloudEventsBinary => "webhook (cloudevents-binary)",
            _ => "webhook (cloudevents)",
        };

    private static async Task TestAsync(HttpContext http, AlertRun alerts)
    {
        AlertTestRequest? request = new(null);
        if (http.Request.ContentLength is not 0 && http.Request.ContentType is not null)
        {
            (request, string? problem) = await AdminAnswer
                .ReadAsync(http, AlertsJson.Default.AlertTestRequest)
                .ConfigureAwait(false);
            if (request is null)
            {
                await AdminAnswer.RefuseAsync(http, 400, "invalid_request", problem!).ConfigureAwait(false);
                return;
            }
        }

        string[] names = request.Channel is { } name ? [name] : [];
        bool isThere = alerts.Options.Channels.Any(one => names.Length == 0 || names.Contains(one.Name));
        if (!isThere)
        {
            string message =
                alerts.Options.Channels.Count == 0
                    ? "No channel is configured; see alerts.channels in docs/alerts.md."
                    : $"There is no channel of that name; there are {string.Join(", ", alerts.Options.Channels)}.";
            await AdminAnswer.RefuseAsync(http, 404, "not_found", message).ConfigureAwait(false);
            return;
        }

        IReadOnlyList<ChannelTestResult> results = await alerts
            .TestAsync(names, http.RequestAborted)
            .ConfigureAwait(false);
        await AdminAnswer
            .WriteAsync(http, 200, new AlertTestDocument(results), AlertsJson.Default.AlertTestDocument)
            .ConfigureAwait(false);
    }
}
