using System.Globalization;
using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Rates;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Metrics;

/// <summary>
/// What the entries of calls come to: the counters and histograms of <c>/metrics</c>. It counts entries and nothing else,
/// so that metrics and ledger agree. Safe for several threads.
/// </summary>
internal sealed class CallTally
{
    private const string CacheOrInput = "prompt";

    private readonly Lock _gate = new();
    private readonly LabelBook _labels = new();
    private readonly OpenHoldTally _holds = new();
    private readonly MetricSeries _requests = new(KnownMetrics.Requests);
    private readonly MetricSeries _tokens = new(KnownMetrics.Tokens);
    private readonly MetricSeries _units = new(KnownMetrics.Units);
    private readonly MetricSeries _cost = new(KnownMetrics.Cost);
    private readonly MetricSeries _estimated = new(KnownMetrics.EstimatedCost);
    private readonly MetricSeries _adjusted = new(KnownMetrics.AdjustedCost);
    private readonly MetricSeries _unpriced = new(KnownMetrics.Unpriced);
    private readonly MetricSeries _refusals = new(KnownMetrics.Refusals);
    private readonly MetricSeries _duration = new(KnownMetrics.Duration);
    private readonly MetricSeries _firstByte = new(KnownMetrics.FirstByte);
    private readonly MetricSeries _entries = new(KnownMetrics.Entries);
    private readonly MetricSeries _drift = new(KnownMetrics.Drift);
    private readonly MetricSeries _oldRequests = new(KnownMetrics.AgentLedgerRequests);
    private readonly MetricSeries _oldDuration = new(KnownMetrics.AgentLedgerDuration);
    private readonly MetricSeries _oldTokens = new(KnownMetrics.AgentLedgerTokens);
    private readonly MetricSeries _oldCost = new(KnownMetrics.AgentLedgerCost);
    private readonly MetricSeries _oldRateLimited = new(KnownMetrics.AgentLedgerRateLimited);
    private DateTimeOffset _last;

    /// <summary>Open authorizations and what they hold.</summary>
    public (int Count, Usd Amount) Holds
    {
        get
        {
            lock (_gate)
            {
                return (_holds.Count, _holds.Amount);
            }
        }
    }

    /// <summary>Counts entries, in the order of the ledger.</summary>
    public void Take(IReadOnlyList<Entry> entries)
    {
        lock (_gate)
        {
            for (int i = 0; i < entries.Count; i++)
            {
                Take(entries[i]);
            }
        }
    }

    /// <summary>Writes what has been counted.</summary>
    /// <param name="page">Where.</param>
    /// <param name="agentLedger">AgentLedger's names instead of ours.</param>
    public void Write(MetricPage page, bool agentLedger)
    {
        lock (_gate)
        {
            foreach (MetricSeries series in agentLedger ? Old : Own)
            {
                page.Series(series);
            }
        }
    }

    private MetricSeries[] Own =>
        [
            _requests,
            _tokens,
            _units,
            _cost,
            _estimated,
            _adjusted,
            _unpriced,
            _refusals,
            _duration,
            _firstByte,
            _entries,
            _drift,
        ];

    private MetricSeries[] Old => [_oldRequests, _oldDuration, _oldTokens, _oldCost, _oldRateLimited];

    private void Take(Entry entry)
    {
        _entries.Add(1, new(KindName(entry.Kind)));
        _holds.Take(entry);
        Check(entry);
        switch (entry.Kind)
        {
            case EntryKind.Settlement or EntryKind.Import or EntryKind.Span:
                Ended(entry, _labels.Admit("model", entry.ModelServed ?? entry.ModelRequested));
                break;
            case EntryKind.Void:
                // A name that no provider has answered for may be anything a caller made up.
                Ended(entry, _labels.AdmitKnown("model", entry.ModelRequested));
                break;
            case EntryKind.Rejection:
                Refused(entry);
                break;
            case EntryKind.Adjustment when (entry.KnownCost ?? entry.Cost) is { } change && change != Usd.Zero:
                bool up = change > Usd.Zero;
                _adjusted.Add((up ? change : -change).ToDecimal(), new(up ? "up" : "down"));
                break;
        }
    }

    private void Ended(Entry entry, string model)
    {
        string provider = _labels.Admit("provider", entry.Provider);
        string streamed = entry.Streamed is true ? "true" : "false";
        string status = Status(entry);
        _requests.Add(1, new(provider, model, _labels.Admit("outcome", entry.Outcome), streamed));
        _oldRequests.Add(1, new(provider, model, status, streamed));
        if (entry.LatencyMs is { } latency)
        {
            _duration.Observe(latency / 1000m, new(provider, model, streamed));
            _oldDuration.Observe(latency, new(provider, model, status, streamed));
        }

        if (entry.FirstByteMs is { } firstByte)
        {
            _firstByte.Observe(firstByte / 1000m, new(provider, model, streamed));
        }

        Used(entry.Lines, provider, model);
        Charged(entry, provider, model);
    }

    private void Used(IReadOnlyList<LineItem> lines, string provider, string model)
    {
        for (int i = 0; i < lines.Count; i++)
        {
            LineItem line = lines[i];
            if (line.Meter == LineItem.StatedCharge)
            {
                continue;
            }

            bool tokens = line.Meter.StartsWith("tokens.", StringComparison.Ordinal);
            LabelValues labels = new(provider, model, _labels.Admit("meter", line.Meter));
            (tokens ? _tokens : _units).Add(line.Quantity, labels);
            if (tokens)
            {
                bool output = line.Meter.StartsWith("tokens.output", StringComparison.Ordinal);
                _oldTokens.Add(line.Quantity, new(provider, model, output ? "completion" : CacheOrInput));
            }
        }
    }

    private void Charged(Entry entry, string provider, string model)
    {
        if ((entry.KnownCost ?? entry.Cost) is { } known)
        {
            decimal dollars = known.ToDecimal();
            _cost.Add(dollars, new(provider, model));
            _oldCost.Add(dollars, new(provider, model, _labels.Admit("api_key_hash", entry.Attribution.Key)));
        }

        if (entry.EstimatedCost is { } estimated)
        {
            _estimated.Add(estimated.ToDecimal(), new(provider, model));
        }

        if (entry.Priced is false)
        {
            _unpriced.Add(1, new(provider, model));
        }
    }

    private void Refused(Entry entry)
    {
        decimal calls = entry.Repeats ?? 1;
        _refusals.Add(calls, new(_labels.Admit("reason", entry.Outcome), _labels.Admit("rule", entry.Subject)));
        if (entry.Outcome == "rate_limited")
        {
            _oldRateLimited.Add(calls, new(_labels.Admit("api_key_hash", entry.Attribution.Key)));
        }
    }

    // What verification asks of every entry, asked of the new ones at once.
    private void Check(Entry entry)
    {
        if (entry.RecordedAt <= _last || !AddsUp(entry))
        {
            _drift.Add(1);
        }

        _last = entry.RecordedAt;
    }

    private static bool AddsUp(Entry entry)
    {
        if (entry.Lines.Count == 0 || (entry.KnownCost ?? entry.Cost) is not { } known)
        {
            return true;
        }

        Usd sum = Usd.Zero;
        for (int i = 0; i < entry.Lines.Count; i++)
        {
            sum += entry.Lines[i].Amount ?? Usd.Zero;
        }

        return sum == known;
    }

    // Where no answer came the caller got the gateway's own 502.
    private static string Status(Entry entry) =>
        (entry.HttpStatus ?? StatusCodes.Status502BadGateway).ToString(CultureInfo.InvariantCulture);

    private static string KindName(EntryKind kind) =>
        kind switch
        {
            EntryKind.ToolCall => "tool_call",
            _ => kind.ToString().ToLowerInvariant(),
        };
}
