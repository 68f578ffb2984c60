using System.Text.Json.Serialization;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Alerts.Channels;
using TokenLedger.Gateway.Alerts.Delivering;

namespace TokenLedger.Gateway.Administration;

/// <summary>The latest alerts.</summary>
/// <param name="Alerts">The newest first.</param>
/// <param name="Channels">Where they go; absent for those who see one tenant only.</param>
/// <param name="Suppressed">Alerts since the start for which an earlier one stood; absent likewise.</param>
public sealed record AlertListDocument(
    IReadOnlyList<AlertDocument> Alerts,
    IReadOnlyList<AlertChannelDocument>? Channels,
    long? Suppressed
);

/// <summary>A channel and its counts since the start.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What is behind it.</param>
/// <param name="Pending">Deliveries that wait.</param>
/// <param name="Delivered">Deliveries accepted.</param>
/// <param name="Retried">Tries that failed and are repeated.</param>
/// <param name="Failed">Deliveries given up.</param>
public sealed record AlertChannelDocument(
    string Name,
    string Kind,
    int Pending,
    long Delivered,
    long Retried,
    long Failed
);

/// <summary>An alert.</summary>
/// <param name="Id">Its id, which receivers get too.</param>
/// <param name="Type">Its type.</param>
/// <param name="Severity">info, warning or critical.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Member">Which member of the subject; absent when there is only one.</param>
/// <param name="Tenant">The tenant it concerns; absent for none.</param>
/// <param name="Message">For people.</param>
/// <param name="Details">For programs; amounts are text.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="Sequence">The entry that says so; absent for what no entry says.</param>
/// <param name="Suppressed">How many like it came in the cool-down before.</param>
/// <param name="Deliveries">Its ways to channels.</param>
public sealed record AlertDocument(
    Guid Id,
    string Type,
    string Severity,
    string Subject,
    string? Member,
    string? Tenant,
    string Message,
    IReadOnlyDictionary<string, string> Details,
    DateTimeOffset At,
    long? Sequence,
    long Suppressed,
    IReadOnlyList<DeliveryDocument> Deliveries
)
{
    internal static AlertDocument Of(RaisedAlert raised)
    {
        Alert alert = raised.Alert;
        return new(
            alert.Id,
            alert.Type.Name,
            alert.Severity.Name(),
            alert.Subject,
            alert.Member.Length == 0 ? null : alert.Member,
            alert.Tenant,
            alert.Message,
            alert.Details.DistinctBy(pair => pair.Key).ToDictionary(StringComparer.Ordinal),
            alert.At,
            alert.Sequence,
            alert.Suppressed,
            [.. raised.Deliveries.Select(DeliveryDocument.Of)]
        );
    }
}

/// <summary>A delivery.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Status">pending, delivered or failed.</param>
/// <param name="Tries">Tries so far.</param>
/// <param name="NextTry">When it is tried next, UTC; absent when it has ended.</param>
/// <param name="EndedAt">When it ended, UTC; absent while it is pending.</param>
/// <param name="Problem">What the last try met; absent when it went well.</param>
public sealed record DeliveryDocument(
    string Channel,
    string Status,
    int Tries,
    DateTimeOffset? NextTry,
    DateTimeOffset? EndedAt,
    string? Problem
)
{
    internal static DeliveryDocument Of(Delivery delivery) =>
        new(
            delivery.Channel,
            delivery.Status switch
            {
                DeliveryStatus.Pending => "pending",
                DeliveryStatus.Delivered => "delivered",
                _ => "failed",
            },
            delivery.Tries,
            delivery.IsPending ? delivery.Next : null,
            delivery.IsPending ? null : delivery.Next,
            delivery.Problem
        );
}

/// <summary>Asks for a test.</summary>
/// <param name="Channel">The channel's name; absent for all.</param>
public sealed record AlertTestRequest(string? Channel);

/// <summary>What became of a test.</summary>
/// <param name="Results">One for each channel.</param>
public sealed record AlertTestDocument(IReadOnlyList<ChannelTestResult> Results);

/// <summary>JSON of the alert routes: snake_case, absent rather than null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(AlertListDocument))]
[JsonSerializable(typeof(AlertTestRequest))]
[JsonSerializable(typeof(AlertTestDocument))]
public sealed partial class AlertsJson : JsonSerializerContext;
