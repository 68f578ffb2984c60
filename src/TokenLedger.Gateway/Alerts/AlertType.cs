namespace TokenLedger.Gateway.Alerts;

/// <summary>A kind of alert. The first, second, fourth and fifth have AgentLedger's names.</summary>
/// <param name="Name">As in settings, the API and AgentLedger's payloads ("budget_warning").</param>
/// <param name="Event">The middle of its CloudEvents type ("budget.warning").</param>
/// <param name="Severity">How bad it usually is.</param>
/// <param name="Title">A heading for people.</param>
public sealed record AlertType(string Name, string Event, AlertSeverity Severity, string Title)
{
    /// <summary>A budget nears or has reached its limit, and calls go on.</summary>
    public static AlertType BudgetWarning { get; } =
        new("budget_warning", "budget.warning", AlertSeverity.Warning, "Budget warning");

    /// <summary>A budget has refused a call.</summary>
    public static AlertType BudgetExceeded { get; } =
        new("budget_exceeded", "budget.exceeded", AlertSeverity.Critical, "Budget exceeded");

    /// <summary>At the pace of its window a budget will not last until the window ends.</summary>
    public static AlertType BudgetExhaustion { get; } =
        new("budget_exhaustion", "budget.exhaustion", AlertSeverity.Warning, "Budget will run out");

    /// <summary>An hour or a day is not as hours and days like it have been.</summary>
    public static AlertType Anomaly { get; } = new("anomaly", "usage.anomaly", AlertSeverity.Warning, "Unusual use");

    /// <summary>An agent repeats itself.</summary>
    public static AlertType LoopDetected { get; } =
        new("loop_detected", "agent.loop", AlertSeverity.Warning, "Loop detected");

    /// <summary>A session spends without owner or progress.</summary>
    public static AlertType GhostDetected { get; } =
        new("ghost_detected", "agent.ghost", AlertSeverity.Critical, "Ghost agent detected");

    /// <summary>Tokens or dollars per minute are far above what is allowed or usual.</summary>
    public static AlertType BurnRate { get; } =
        new("burn_rate", "agent.burn_rate", AlertSeverity.Critical, "Burn rate too high");

    /// <summary>An upstream fails so often that calls to it are refused.</summary>
    public static AlertType BreakerOpen { get; } =
        new("breaker_open", "upstream.breaker_open", AlertSeverity.Critical, "Upstream unavailable");

    /// <summary>An upstream works again.</summary>
    public static AlertType BreakerClosed { get; } =
        new("breaker_closed", "upstream.breaker_closed", AlertSeverity.Info, "Upstream available again");

    /// <summary>A model was used whose price is not known.</summary>
    public static AlertType UnpricedModel { get; } =
        new("unpriced_model", "model.unpriced", AlertSeverity.Warning, "Model without a price");

    /// <summary>A provider's bill and the ledger differ and nothing explains it.</summary>
    public static AlertType ReconciliationGap { get; } =
        new("reconciliation_gap", "reconciliation.gap", AlertSeverity.Warning, "Reconciliation gap");

    /// <summary>The ledger cannot write, or soon will not be able to.</summary>
    public static AlertType LedgerTrouble { get; } =
        new("ledger_trouble", "ledger.trouble", AlertSeverity.Critical, "Ledger trouble");

    /// <summary>A planned export has not reached its place after several tries.</summary>
    public static AlertType ExportFailed { get; } =
        new("export_failed", "export.failed", AlertSeverity.Warning, "Export not delivered");

    /// <summary>Someone changed budgets, keys, policies, or killed something.</summary>
    public static AlertType ControlChanged { get; } =
        new("control_changed", "control.changed", AlertSeverity.Info, "Settings changed");

    /// <summary>Somebody tries out a channel.</summary>
    public static AlertType Test { get; } = new("test", "alert.test", AlertSeverity.Info, "Test alert");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<AlertType> All { get; } =
    [
        BudgetWarning,
        BudgetExceeded,
        BudgetExhaustion,
        Anomaly,
        LoopDetected,
        GhostDetected,
        BurnRate,
        BreakerOpen,
        BreakerClosed,
        UnpricedModel,
        ReconciliationGap,
        LedgerTrouble,
        ExportFailed,
        ControlChanged,
        Test,
    ];

    /// <summary>The type of a name; null when there is none.</summary>
    public static AlertType? Find(string name) => All.FirstOrDefault(type => type.Name == name);

    /// <summary>Its type as a CloudEvent.</summary>
    public string CloudEventType => $"ai.tokenledger.{Event}.v1";
}
