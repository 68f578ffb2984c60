using System.Globalization;

namespace TokenLedger.Gateway.Alerts.Channels;

/// <summary>
/// An alert as AgentLedger sends it: type, severity, message and details. Its four types have its details, amounts with
/// two decimals; types it does not have come in the same form with ours.
/// </summary>
internal static class AgentLedgerPayload
{
    /// <summary>A day may have 25 hours.</summary>
    private static readonly TimeSpan s_longestDay = TimeSpan.FromHours(25);

    /// <summary>The body.</summary>
    public static AlertPayload Of(Alert alert) =>
        new(
            AlertPayload.Json,
            AlertPayload.Write(json =>
            {
                json.WriteString("type", alert.Type.Name);
                json.WriteString("severity", alert.Severity.Name());
                json.WriteString("message", alert.Message);
                AlertPayload.WriteDetails(json, Details(alert));
            })
        );

    /// <summary>The details as AgentLedger names them.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Details(Alert alert)
    {
        if (alert.Type == AlertType.BudgetWarning || alert.Type == AlertType.BudgetExceeded)
        {
            return Budget(alert);
        }

        return alert.Type == AlertType.LoopDetected || alert.Type == AlertType.GhostDetected
            ? [Detail(alert, "session_id"), Detail(alert, "agent_id")]
            : alert.Details;
    }

    private static IEnumerable<KeyValuePair<string, string>> Budget(Alert alert)
    {
        yield return Detail(alert, "api_key_hash");
        if (alert.Detail("unit") == "USD")
        {
            string period = IsDay(alert) ? "daily" : "monthly";
            yield return new($"{period}_spent", Cents(alert.Detail("used")));
            yield return new($"{period}_limit", Cents(alert.Detail("limit")));
        }

        yield return Detail(alert, "budget");
    }

    private static bool IsDay(Alert alert) =>
        Instant(alert, "window_start") is { } start
        && Instant(alert, "resets_at") is { } end
        && end - start <= s_longestDay;

    private static DateTimeOffset? Instant(Alert alert, string name) =>
        DateTimeOffset.TryParse(
            alert.Detail(name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset at
        )
            ? at
            : null;

    private static string Cents(string? amount) =>
        decimal.TryParse(amount, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal value)
            ? value.ToString("F2", CultureInfo.InvariantCulture)
            : "0.00";

    private static KeyValuePair<string, string> Detail(Alert alert, string name) => new(name, alert.Detail(name) ?? "");
}
