using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Alerts.Delivering;
using TokenLedger.Gateway.Otlp.Sending;
using TokenLedger.Gateway.Upstreams.Breakers;
using TokenLedger.Ledger;

namespace TokenLedger.Gateway.Metrics;

/// <summary>Writes the metrics that say what is so at the moment: nothing of it is counted from entries.</summary>
internal sealed class StatePage(MetricsState state, CallTally tally)
{
    /// <summary>Most accounts of budgets on the page, the fullest.</summary>
    public const int MostAccounts = 100;

    /// <summary>Writes them.</summary>
    public void Write(MetricPage page)
    {
        (int holds, Accounting.Money.Usd held) = tally.Holds;
        Gauge(page, KnownMetrics.HoldsOpen, holds);
        Gauge(page, KnownMetrics.HeldCost, held.ToDecimal());
        Gauge(page, KnownMetrics.CallsOpen, state.Open.Count);
        Gauge(page, KnownMetrics.Sessions, state.ActiveSessions);
        Budgets(page);
        Gauge(page, KnownMetrics.BalanceDrift, state.Ledger.LastComparison?.Drifted ?? 0);
        Gauge(page, KnownMetrics.BalancesCompared, state.Balances.Accounts);
        Alerts(page, state.Alerts ?? new AlertTally());
        Otlp(page);
        Breakers(page);
        Ledger(page);
        page.Begin(KnownMetrics.FollowerLag);
        foreach (FollowerPosition follower in state.Followers)
        {
            page.Sample(
                KnownMetrics.FollowerLag,
                Math.Max(0, state.Ledger.Head.Size - follower.Next()),
                new(follower.Name)
            );
        }
    }

    /// <summary>AgentLedger's names for two of them.</summary>
    public void WriteAgentLedgers(MetricPage page)
    {
        Gauge(page, KnownMetrics.AgentLedgerSessions, state.ActiveSessions);
        page.Begin(KnownMetrics.AgentLedgerAlerts);
        foreach ((string type, long count) in (state.Alerts ?? new AlertTally()).RaisedByType)
        {
            page.Sample(KnownMetrics.AgentLedgerAlerts, count, new(type));
        }
    }

    private void Budgets(MetricPage page)
    {
        // Two limits of an account may have the same unit and window: the one that is nearer counts.
        var accounts = state
            .Ledger.Balances(null, MostAccounts)
            .Where(balance => balance.Limit > 0)
            .GroupBy(Labels)
            .Select(same => (same.Key, Balance: same.MaxBy(balance => balance.Used / balance.Limit)!))
            .ToList();
        page.Begin(KnownMetrics.BudgetUsed);
        foreach ((LabelValues labels, BudgetBalance balance) in accounts)
        {
            page.Sample(KnownMetrics.BudgetUsed, decimal.Round(balance.Used / balance.Limit, 6), labels);
        }

        page.Begin(KnownMetrics.BudgetHeld);
        foreach ((LabelValues labels, BudgetBalance balance) in accounts)
        {
            page.Sample(KnownMetrics.BudgetHeld, decimal.Round(balance.Held / balance.Limit, 6), labels);
        }
    }

    private void Otlp(MetricPage page)
    {
        page.Begin(KnownMetrics.Otlp);
        foreach ((string signal, string result, long count) in (state.Otlp ?? new OtlpDelivery()).All)
        {
            page.Sample(KnownMetrics.Otlp, count, new(signal, result));
        }
    }

    private static LabelValues Labels(BudgetBalance balance) =>
        new(
            balance.Budget,
            string.Join(',', balance.Member.Select(part => $"{part.Key}={part.Value}")),
            balance.Meter is null ? Word(balance.Unit) : $"{Word(balance.Unit)}:{balance.Meter}",
            balance.Window is { } window ? Word(window) : ""
        );

    private static void Alerts(MetricPage page, AlertTally alerts)
    {
        page.Begin(KnownMetrics.Alerts);
        foreach ((string type, long count) in alerts.RaisedByType)
        {
            page.Sample(KnownMetrics.Alerts, count, new(type));
        }

        Gauge(page, KnownMetrics.AlertsSuppressed, alerts.SuppressedCount);
        page.Begin(KnownMetrics.AlertDeliveries);
        foreach (((string channel, string result), long count) in alerts.ByChannel)
        {
            page.Sample(KnownMetrics.AlertDeliveries, count, new(channel, result));
        }
    }

    private void Breakers(MetricPage page)
    {
        ILookup<string, BreakerStatus> models = state.Breakers.Snapshot().ToLookup(status => status.Upstream);
        page.Begin(KnownMetrics.Breaker);
        foreach (string upstream in state.Upstreams.All.Select(upstream => upstream.Options.Name).Distinct())
        {
            int worst = models[upstream].Select(static model => Rank(model.State)).DefaultIfEmpty(0).Max();
            page.Sample(KnownMetrics.Breaker, worst, new(upstream));
        }
    }

    private void Ledger(MetricPage page)
    {
        long size = state.Ledger.Head.Size;
        long lag = size - state.Ledger.Checkpoint.Size;
        Gauge(page, KnownMetrics.LedgerSize, size);
        Gauge(page, KnownMetrics.LedgerFailed, state.Ledger.Failure is null ? 0 : 1);
        if (state.Ledger.Vitals is { } vitals)
        {
            Histogram(page, KnownMetrics.Append, vitals.Append);
            Histogram(page, KnownMetrics.Sync, vitals.Sync);
            Gauge(page, KnownMetrics.CheckpointAge, lag > 0 ? Age(vitals) : 0);
        }

        Gauge(page, KnownMetrics.CheckpointLag, lag);
    }

    private decimal Age(LedgerVitals vitals) =>
        vitals.CheckpointAt is { } at ? (long)(state.Time.GetUtcNow() - at).TotalMilliseconds / 1000m : 0;

    private static void Gauge(MetricPage page, Metric metric, decimal value)
    {
        page.Begin(metric);
        page.Sample(metric, value);
    }

    private static void Histogram(MetricPage page, Metric metric, DurationTally durations)
    {
        (IReadOnlyList<long> counts, long micros) = durations.Read();
        page.Begin(metric);
        page.Histogram(metric, counts, micros / 1_000_000m);
    }

    private static int Rank(BreakerState state) =>
        state switch
        {
            BreakerState.Open => 2,
            BreakerState.HalfOpen => 1,
            _ => 0,
        };

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
