using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Ledger.Entries;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Tests.Alerts.Support;

/// <summary>Entries and alerts to test with.</summary>
internal static class AlertSamples
{
    public static DateTimeOffset At { get; } = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);

    public static LedgerAttribution Who { get; } =
        new()
        {
            Tenant = "acme",
            Key = "k1",
            User = "alice",
            Session = "s-42",
            Agent = "coder",
        };

    public static Entry Entry(EntryKind kind) =>
        new()
        {
            Kind = kind,
            Id = Guid.CreateVersion7(At),
            OccurredAt = At,
            Call = Guid.CreateVersion7(At),
            Attribution = Who,
            Provider = "openai",
            Api = "openai.chat",
            ModelRequested = "gpt-5",
        };

    public static Entry Rejection(string outcome, string subject, string reason = "No.") =>
        Entry(EntryKind.Rejection) with
        {
            Outcome = outcome,
            Subject = subject,
            Reason = reason,
            HttpStatus = 402,
        };

    public static Entry Admin(string reason, string subject) =>
        Entry(EntryKind.Admin) with
        {
            Call = null,
            Attribution = LedgerAttribution.None,
            Provider = null,
            Api = null,
            ModelRequested = null,
            Reason = reason,
            Subject = subject,
            Actor = "token:ci",
        };

    public static Entry Unpriced(string model = "gpt-99") =>
        Entry(EntryKind.Settlement) with
        {
            Settles = Guid.CreateVersion7(At),
            ModelRequested = model,
            ModelServed = model,
            KnownCost = default(Accounting.Money.Usd),
            Priced = false,
            Flags = ["unpriced_model"],
            Outcome = "served",
        };

    /// <summary>An account of a day's budget of which alice has used 8.5 of 10 USD.</summary>
    public static BudgetBalance Account(string user = "alice", decimal used = 8.5m, decimal limit = 10) =>
        new(
            "team-a",
            [KeyValuePair.Create("user", user)],
            LimitUnit.Usd,
            null,
            limit,
            used,
            0.25m,
            At.Date.ToUniversalTime(),
            At.Date.ToUniversalTime().AddDays(1)
        );

    public static Alert Alert(string subject = "session:s-42", AlertType? type = null, string message = "A loop.") =>
        new()
        {
            Id = Guid.CreateVersion7(At),
            Type = type ?? AlertType.LoopDetected,
            Severity = (type ?? AlertType.LoopDetected).Severity,
            Subject = subject,
            Message = message,
            Details = [new("session_id", "s-42"), new("agent_id", "coder"), new("rule", "loop")],
            Tenant = "acme",
            At = At,
            Sequence = 7,
        };

    public static ChannelOptions Hook(Uri url, ChannelKind kind = ChannelKind.CloudEvents, string name = "hook") =>
        new()
        {
            Name = name,
            Kind = kind,
            Url = url,
        };
}
