using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Alerts.Recognising;
using TokenLedger.Gateway.Tests.Alerts.Support;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Tests.Alerts;

public sealed class EntryAlertsTests
{
    private IReadOnlyList<BudgetBalance> _accounts = [];

    public static TheoryData<string, AlertType, AlertSeverity, string> Rejections =>
        new()
        {
            { "budget_exceeded", AlertType.BudgetExceeded, AlertSeverity.Critical, "budget:team-a" },
            { "loop_detected", AlertType.LoopDetected, AlertSeverity.Warning, "session:s-42" },
            { "burn_rate", AlertType.BurnRate, AlertSeverity.Critical, "session:s-42" },
            { "unpriced_model", AlertType.UnpricedModel, AlertSeverity.Warning, "openai/gpt-5" },
        };

    public static TheoryData<string, AlertType, AlertSeverity> Warnings =>
        new()
        {
            { "budget:team-a", AlertType.BudgetWarning, AlertSeverity.Warning },
            { "shadow:budget:team-a", AlertType.BudgetWarning, AlertSeverity.Info },
            { "loop", AlertType.LoopDetected, AlertSeverity.Warning },
            { "breaker:openai/gpt-5", AlertType.BreakerOpen, AlertSeverity.Critical },
            { "breaker_closed:openai/gpt-5", AlertType.BreakerClosed, AlertSeverity.Info },
            { "ghost", AlertType.GhostDetected, AlertSeverity.Critical },
            { "burn_rate", AlertType.BurnRate, AlertSeverity.Warning },
        };

    public static TheoryData<string, string, AlertType, AlertSeverity> Administration =>
        new()
        {
            { "reconcile.gap", "openai 2026-11-01 to 2026-11-07", AlertType.ReconciliationGap, AlertSeverity.Warning },
            { "policy.changed", "needs-feature", AlertType.ControlChanged, AlertSeverity.Info },
            { "kill.created", "session:s-42", AlertType.ControlChanged, AlertSeverity.Warning },
        };

    [Theory]
    [MemberData(nameof(Rejections))]
    public void A_refused_call_is_recognised(string outcome, AlertType type, AlertSeverity severity, string subject)
    {
        Alert alert = Assert.Single(Read(AlertSamples.Rejection(outcome, "budget:team-a", "Budget is used up.")));

        Assert.Equal((type, severity, subject), (alert.Type, alert.Severity, alert.Subject));
        Assert.Equal("acme", alert.Tenant);
        Assert.Equal(0, alert.Sequence);
    }

    [Theory]
    [MemberData(nameof(Warnings))]
    public void A_call_that_went_on_with_a_warning_is_recognised(string warning, AlertType type, AlertSeverity severity)
    {
        Entry entry = AlertSamples.Entry(EntryKind.Authorization) with { Warnings = [warning] };

        Alert alert = Assert.Single(Read(entry));

        Assert.Equal((type, severity), (alert.Type, alert.Severity));
    }

    [Theory]
    [MemberData(nameof(Administration))]
    public void An_admin_entry_is_recognised(string reason, string subject, AlertType type, AlertSeverity severity)
    {
        Alert alert = Assert.Single(Read(AlertSamples.Admin(reason, subject)));

        Assert.Equal((type, severity), (alert.Type, alert.Severity));
        Assert.Contains(subject, alert.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_breaker_is_one_subject_whether_it_opened_or_refuses()
    {
        Entry opened = AlertSamples.Entry(EntryKind.Void) with { Warnings = ["breaker:openai/gpt-5"] };
        Entry refused = AlertSamples.Rejection("circuit_open", "breaker:openai/gpt-5");

        Assert.Equal("openai/gpt-5", Assert.Single(Read(opened)).Subject);
        Assert.Equal(Read(opened)[0].Key, Assert.Single(Read(refused)).Key);
    }

    [Fact]
    public void A_settlement_without_a_price_is_recognised_by_its_model()
    {
        Alert alert = Assert.Single(Read(AlertSamples.Unpriced("gpt-99")));

        Assert.Equal((AlertType.UnpricedModel, "openai/gpt-99"), (alert.Type, alert.Subject));
    }

    [Fact]
    public void Ordinary_entries_and_refusals_of_no_concern_say_nothing()
    {
        Entry[] entries =
        [
            AlertSamples.Entry(EntryKind.Authorization),
            AlertSamples.Unpriced() with
            {
                Priced = true,
                Flags = [],
            },
            AlertSamples.Rejection("policy_denied", "policy:p"),
            AlertSamples.Admin("gateway.started", "tokenledger"),
            AlertSamples.Entry(EntryKind.Authorization) with
            {
                Warnings = ["policy:needs-feature"],
            },
        ];

        Assert.All(entries, entry => Assert.Empty(Read(entry)));
    }

    [Fact]
    public void What_a_caller_writes_cannot_pass_for_an_entry_of_another_kind()
    {
        Entry entry = AlertSamples.Entry(EntryKind.Authorization) with
        {
            ModelRequested = "\"kind\":\"admin\",\"reason\":\"kill.created\"",
        };

        Assert.Empty(Read(entry));
    }

    [Fact]
    public void A_budgets_alert_has_the_figures_of_the_account_that_the_call_belongs_to()
    {
        _accounts = [AlertSamples.Account("bob", 9.9m), AlertSamples.Account("alice", 8.5m)];

        Alert alert = Assert.Single(
            Read(AlertSamples.Entry(EntryKind.Authorization) with { Warnings = ["budget:team-a"] })
        );

        Assert.Equal("user=alice", alert.Member);
        Assert.Equal("Budget team-a (user=alice): 8.5 and 0.25 held of 10 USD used.", alert.Message);
        Assert.Equal("8.5", alert.Detail("used"));
        Assert.Equal("2026-11-11T00:00:00Z", alert.Detail("resets_at"));
    }

    [Fact]
    public void Reading_an_entry_again_gives_the_same_id_and_another_entry_another_one()
    {
        Entry entry = AlertSamples.Rejection("loop_detected", "loop");
        AlertLedger ledger = new(new StepClock());
        ledger.Add(entry, entry);
        EntryAlerts alerts = new(ledger, TimeProvider.System);

        Guid[] first = [.. ledger.Entries.SelectMany(alerts.Of).Select(alert => alert.Id)];
        Guid[] again = [.. ledger.Entries.SelectMany(alerts.Of).Select(alert => alert.Id)];

        Assert.Equal(first, again);
        Assert.Equal(2, first.Distinct().Count());
    }

    private List<Alert> Read(Entry entry)
    {
        AlertLedger ledger = new(new StepClock()) { Accounts = _accounts };
        ledger.Add(entry);
        EntryAlerts alerts = new(ledger, TimeProvider.System);
        return [.. ledger.Entries.SelectMany(alerts.Of)];
    }
}
