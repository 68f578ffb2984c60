using TokenLedger.Accounting.Budgets;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Alerts.Recognising;

/// <summary>Finds in an entry what people should know. Most entries hold nothing and are not even parsed.</summary>
internal sealed class EntryAlerts(ILedger ledger, TimeProvider time)
{
    /// <summary>Longest message, in characters: it may hold what callers sent.</summary>
    public const int LongestMessage = 1000;

    private readonly BudgetAccounts _accounts = new(ledger, time);

    /// <summary>The alerts of an entry; mostly none. The amounts of budgets are those of now.</summary>
    public IReadOnlyList<Alert> Of(StoredEntry stored)
    {
        if (!MayMatter(stored))
        {
            return [];
        }

        Entry entry = stored.Parse();
        return [.. Found(entry).Select(found => Stamp(found, stored.Sequence, entry))];
    }

    private static bool MayMatter(StoredEntry stored) =>
        stored.Bytes.Span.IndexOf("\"warnings\":"u8) >= 0
        || stored.Bytes.Span.IndexOf("\"priced\":false"u8) >= 0
        || stored.MayBe(EntryKind.Rejection)
        || stored.MayBe(EntryKind.Admin);

    private IEnumerable<FoundAlert> Found(Entry entry) =>
        entry.Kind switch
        {
            EntryKind.Rejection => Rejected(entry),
            EntryKind.Admin => AdminAlerts.Of(entry),
            EntryKind.Settlement or EntryKind.Import when UnpricedAlert.Of(entry) is { } unpriced =>
            [
                unpriced,
                .. Warned(entry),
            ],
            _ => Warned(entry),
        };

    private IEnumerable<FoundAlert> Rejected(Entry entry) =>
        entry.Outcome switch
        {
            "budget_exceeded" => [_accounts.Exceeded(entry)],
            "loop_detected" => [AgentAlert.Of(AlertType.LoopDetected, entry, blocked: true)],
            "ghost_detected" => [AgentAlert.Of(AlertType.GhostDetected, entry, blocked: true)],
            "burn_rate" => [AgentAlert.Of(AlertType.BurnRate, entry, blocked: true)],
            "unpriced_model" => [UnpricedAlert.Refused(entry)],
            "circuit_open" => [BreakerAlert.Refused(entry)],
            _ => [],
        };

    private IEnumerable<FoundAlert> Warned(Entry entry) =>
        entry.Warnings.Select(warning => Warned(entry, warning)).OfType<FoundAlert>();

    private FoundAlert? Warned(Entry entry, string warning)
    {
        const string Shadow = "shadow:";
        if (warning.StartsWith(Shadow, StringComparison.Ordinal))
        {
            // What is only tried out is good to know, no more.
            FoundAlert? tried = Warned(entry, warning[Shadow.Length..]);
            return tried is null ? null : tried with { Severity = AlertSeverity.Info };
        }

        return warning.Split(':', 2)[0] switch
        {
            "budget" => _accounts.Warned(entry, warning),
            "breaker" => BreakerAlert.Opened(warning),
            "breaker_closed" => BreakerAlert.Closed(warning),
            "loop" => AgentAlert.Of(AlertType.LoopDetected, entry, blocked: false),
            "ghost" => AgentAlert.Of(AlertType.GhostDetected, entry, blocked: false),
            "burn_rate" => AgentAlert.Of(AlertType.BurnRate, entry, blocked: false),
            _ => null,
        };
    }

    private Alert Stamp(FoundAlert found, long sequence, Entry entry)
    {
        Alert alert = new()
        {
            Id = Guid.Empty,
            Type = found.Type,
            Severity = found.Severity ?? found.Type.Severity,
            Subject = found.Subject,
            Member = found.Member,
            Message = AlertText.Short(found.Message, LongestMessage),
            Details = found.Details,
            Tenant = entry.Attribution.Tenant,
            At = entry.RecordedAt,
            Sequence = sequence,
        };
        string place = sequence.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return alert with { Id = AlertId.Of(ledger.Origin, place, alert.Key) };
    }
}

/// <summary>What an entry says, before it is known which entry it was.</summary>
/// <param name="Type">What kind of thing.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Message">For people.</param>
internal sealed record FoundAlert(AlertType Type, string Subject, string Message)
{
    /// <summary>Which member of the subject.</summary>
    public string Member { get; init; } = "";

    /// <summary>For programs.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];

    /// <summary>How bad, where it differs from the type.</summary>
    public AlertSeverity? Severity { get; init; }
}
