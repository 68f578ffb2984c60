namespace TokenLedger.Gateway.Metrics;

/// <summary>Every metric of <c>/metrics</c>, in the order of the page: its text, the documentation and tests use this.</summary>
public static class KnownMetrics
{
    // Labels that many metrics have.
    private const string Provider = "provider";
    private const string Model = "model";
    private const string Streamed = "streamed";

    private static readonly decimal[] s_seconds = [0.05m, 0.1m, 0.25m, 0.5m, 1, 2.5m, 5, 10, 20, 30, 60, 120, 300, 600];

    private static readonly decimal[] s_short =
    [
        0.00005m,
        0.0001m,
        0.00025m,
        0.0005m,
        0.001m,
        0.0025m,
        0.005m,
        0.01m,
        0.025m,
        0.05m,
        0.1m,
        0.25m,
        0.5m,
        1,
        5,
    ];

    /// <summary>Ended attempts.</summary>
    public static Metric Requests { get; } =
        Counter(
            "tokenledger_requests_total",
            "Requests to providers that have ended, retries included.",
            Provider,
            Model,
            "outcome",
            Streamed
        );

    /// <summary>Tokens used.</summary>
    public static Metric Tokens { get; } =
        Counter("tokenledger_tokens_total", "Tokens used, by disjoint meter.", Provider, Model, "meter");

    /// <summary>What else is metered.</summary>
    public static Metric Units { get; } =
        Counter(
            "tokenledger_units_total",
            "What was used beside tokens (searches, seconds of audio, images and so on), by meter.",
            Provider,
            Model,
            "meter"
        );

    /// <summary>Settled cost.</summary>
    public static Metric Cost { get; } =
        Counter(
            "tokenledger_cost_usd_total",
            "Cost in US dollars as it was settled: the priced part, exact. Corrections are in tokenledger_cost_adjusted_usd_total.",
            Provider,
            Model
        );

    /// <summary>The estimated part.</summary>
    public static Metric EstimatedCost { get; } =
        Counter(
            "tokenledger_cost_estimated_usd_total",
            "The part of tokenledger_cost_usd_total that rests on estimated quantities.",
            Provider,
            Model
        );

    /// <summary>Corrections.</summary>
    public static Metric AdjustedCost { get; } =
        Counter(
            "tokenledger_cost_adjusted_usd_total",
            "Corrections of settled cost in US dollars, without sign, by direction (up or down).",
            "direction"
        );

    /// <summary>Calls without a whole price.</summary>
    public static Metric Unpriced { get; } =
        Counter("tokenledger_unpriced_total", "Settled requests of which some part has no price.", Provider, Model);

    /// <summary>Refused calls.</summary>
    public static Metric Refusals { get; } =
        Counter(
            "tokenledger_refusals_total",
            "Calls that were refused, by reason and by the budget, limit or rule that refused.",
            "reason",
            "rule"
        );

    /// <summary>How long requests took.</summary>
    public static Metric Duration { get; } =
        Histogram(
            "tokenledger_request_duration_seconds",
            "From a request's arrival to the end of its answer.",
            s_seconds,
            Provider,
            Model,
            Streamed
        );

    /// <summary>How long the first byte took.</summary>
    public static Metric FirstByte { get; } =
        Histogram(
            "tokenledger_time_to_first_byte_seconds",
            "From a request's arrival to the first byte of its answer.",
            s_seconds,
            Provider,
            Model,
            Streamed
        );

    /// <summary>Entries by kind.</summary>
    public static Metric Entries { get; } = Counter("tokenledger_entries_total", "Entries recorded.", "kind");

    /// <summary>Entries that contradict.</summary>
    public static Metric Drift { get; } =
        Counter(
            "tokenledger_drift_total",
            "Entries found in contradiction to the ledger's rules while following it: out of order, or with lines that do not sum to their cost. Always 0 in a sound ledger."
        );

    /// <summary>AgentLedger's requests.</summary>
    public static Metric AgentLedgerRequests { get; } =
        Counter(
            "agentledger_request_total",
            "AgentLedger's name: requests by status.",
            Provider,
            Model,
            "status_code",
            "streaming"
        );

    /// <summary>AgentLedger's latency.</summary>
    public static Metric AgentLedgerDuration { get; } =
        Histogram(
            "agentledger_request_duration_ms",
            "AgentLedger's name: duration of requests in milliseconds.",
            [10, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000],
            Provider,
            Model,
            "status_code",
            "streaming"
        );

    /// <summary>AgentLedger's tokens.</summary>
    public static Metric AgentLedgerTokens { get; } =
        Counter("agentledger_tokens_total", "AgentLedger's name: tokens by type.", Provider, Model, "type");

    /// <summary>AgentLedger's cost.</summary>
    public static Metric AgentLedgerCost { get; } =
        Counter(
            "agentledger_cost_usd_total",
            "AgentLedger's name: settled cost by caller.",
            Provider,
            Model,
            "api_key_hash"
        );

    /// <summary>AgentLedger's rate limits.</summary>
    public static Metric AgentLedgerRateLimited { get; } =
        Counter(
            "agentledger_rate_limited_total",
            "AgentLedger's name: calls refused by rate limits, by caller.",
            "api_key_hash"
        );

    /// <summary>AgentLedger's sessions.</summary>
    public static Metric AgentLedgerSessions { get; } =
        Gauge("agentledger_active_sessions", "AgentLedger's name: sessions that go on.");

    /// <summary>AgentLedger's alerts.</summary>
    public static Metric AgentLedgerAlerts { get; } =
        Counter("agentledger_alerts_total", "AgentLedger's name: alerts raised, by type.", "type");

    /// <summary>Open holds.</summary>
    public static Metric HoldsOpen { get; } =
        Gauge("tokenledger_holds_open", "Authorizations that are not settled yet.");

    /// <summary>Their amount.</summary>
    public static Metric HeldCost { get; } =
        Gauge("tokenledger_holds_open_usd", "What open authorizations hold at most, in US dollars.");

    /// <summary>Calls under way.</summary>
    public static Metric CallsOpen { get; } = Gauge("tokenledger_calls_open", "Calls under way.");

    /// <summary>Active sessions.</summary>
    public static Metric Sessions { get; } = Gauge("tokenledger_active_sessions", "Sessions that go on.");

    /// <summary>Budgets.</summary>
    public static Metric BudgetUsed { get; } =
        Gauge(
            "tokenledger_budget_used_ratio",
            "Used part of a budget's limit in its present window, the fullest accounts only; beyond 1 it is passed.",
            "budget",
            "member",
            "unit",
            "window"
        );

    /// <summary>Budgets with holds.</summary>
    public static Metric BudgetHeld { get; } =
        Gauge(
            "tokenledger_budget_held_ratio",
            "Part of a budget's limit that open calls hold, for the same accounts.",
            "budget",
            "member",
            "unit",
            "window"
        );

    /// <summary>Balances that have drifted.</summary>
    public static Metric BalanceDrift { get; } =
        Gauge(
            "tokenledger_balance_drift_accounts",
            "Accounts of budgets whose balance in force was not what the ledger's entries fold to, at the last comparison. Always 0 in a sound gateway."
        );

    /// <summary>Balances that were compared.</summary>
    public static Metric BalancesCompared { get; } =
        Counter(
            "tokenledger_balances_compared_total",
            "Accounts of budgets whose balance was folded again from the ledger and compared with the one in force."
        );

    /// <summary>Alerts.</summary>
    public static Metric Alerts { get; } = Counter("tokenledger_alerts_total", "Alerts raised, by type.", "type");

    /// <summary>Alerts that were not sent again.</summary>
    public static Metric AlertsSuppressed { get; } =
        Counter("tokenledger_alerts_suppressed_total", "Alerts for which an earlier one stood.");

    /// <summary>Deliveries.</summary>
    public static Metric AlertDeliveries { get; } =
        Counter(
            "tokenledger_alert_deliveries_total",
            "Deliveries of alerts by channel and result (delivered, failed, retried).",
            "channel",
            "result"
        );

    /// <summary>What was sent by OTLP.</summary>
    public static Metric Otlp { get; } =
        Counter(
            "tokenledger_otlp_sent_total",
            "Spans and data points sent by OTLP, by what the receiver said: taken, rejected (of a request that it took) or refused (with the whole request).",
            "signal",
            "result"
        );

    /// <summary>Breakers.</summary>
    public static Metric Breaker { get; } =
        Gauge(
            "tokenledger_breaker_state",
            "The worst circuit breaker among an upstream's models: 0 closed, 1 half open, 2 open.",
            "upstream"
        );

    /// <summary>The ledger's size.</summary>
    public static Metric LedgerSize { get; } = Gauge("tokenledger_ledger_entries", "Entries in the ledger.");

    /// <summary>Whether it fails.</summary>
    public static Metric LedgerFailed { get; } =
        Gauge("tokenledger_ledger_failed", "1 when the ledger cannot write any more, else 0.");

    /// <summary>Appends.</summary>
    public static Metric Append { get; } =
        Histogram(
            "tokenledger_ledger_append_duration_seconds",
            "From giving an entry to the writer until it was on stable storage.",
            s_short
        );

    /// <summary>Flushes.</summary>
    public static Metric Sync { get; } =
        Histogram(
            "tokenledger_ledger_sync_duration_seconds",
            "One commit's write and the flush that makes it durable.",
            s_short
        );

    /// <summary>The checkpoint's age.</summary>
    public static Metric CheckpointAge { get; } =
        Gauge(
            "tokenledger_ledger_checkpoint_age_seconds",
            "Time since the newest checkpoint was signed, while entries wait for the next; 0 when it has them all."
        );

    /// <summary>What it does not have.</summary>
    public static Metric CheckpointLag { get; } =
        Gauge("tokenledger_ledger_checkpoint_lag_entries", "Entries that no checkpoint has yet.");

    /// <summary>Followers.</summary>
    public static Metric FollowerLag { get; } =
        Gauge(
            "tokenledger_follower_lag_entries",
            "Entries that a follower of the ledger has still to read.",
            "follower"
        );

    /// <summary>The version.</summary>
    public static Metric Build { get; } =
        Gauge("tokenledger_build_info", "The version that runs; always 1.", "version");

    /// <summary>Processor time.</summary>
    public static Metric Processor { get; } =
        Counter("process_cpu_seconds_total", "Processor time used by the process.");

    /// <summary>Resident memory.</summary>
    public static Metric Resident { get; } =
        Gauge("process_resident_memory_bytes", "Memory of the process that is resident.");

    /// <summary>Virtual memory.</summary>
    public static Metric Virtual { get; } = Gauge("process_virtual_memory_bytes", "Address space of the process.");

    /// <summary>The start.</summary>
    public static Metric Started { get; } =
        Gauge("process_start_time_seconds", "When the process started, seconds since the Unix epoch.");

    /// <summary>Open files.</summary>
    public static Metric Files { get; } = Gauge("process_open_fds", "File descriptors that are open.");

    /// <summary>The heap.</summary>
    public static Metric Heap { get; } = Gauge("dotnet_heap_bytes", "Managed memory after the last collection.");

    /// <summary>Collections.</summary>
    public static Metric Collections { get; } =
        Counter("dotnet_collections_total", "Garbage collections, by generation.", "generation");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        Requests,
        Tokens,
        Units,
        Cost,
        EstimatedCost,
        AdjustedCost,
        Unpriced,
        Refusals,
        Duration,
        FirstByte,
        Entries,
        Drift,
        HoldsOpen,
        HeldCost,
        CallsOpen,
        Sessions,
        BudgetUsed,
        BudgetHeld,
        BalanceDrift,
        BalancesCompared,
        Alerts,
        AlertsSuppressed,
        AlertDeliveries,
        Otlp,
        Breaker,
        LedgerSize,
        LedgerFailed,
        Append,
        Sync,
        CheckpointAge,
        CheckpointLag,
        FollowerLag,
        Build,
        Processor,
        Resident,
        Virtual,
        Started,
        Files,
        Heap,
        Collections,
        AgentLedgerRequests,
        AgentLedgerDuration,
        AgentLedgerTokens,
        AgentLedgerCost,
        AgentLedgerRateLimited,
        AgentLedgerSessions,
        AgentLedgerAlerts,
    ];

    private static Metric Counter(string name, string help, params string[] labels) =>
        new(name, MetricKind.Counter, help, labels);

    private static Metric Gauge(string name, string help, params string[] labels) =>
        new(name, MetricKind.Gauge, help, labels);

    private static Metric Histogram(string name, string help, decimal[] bounds, params string[] labels) =>
        new(name, MetricKind.Histogram, help, labels) { Bounds = bounds };
}
