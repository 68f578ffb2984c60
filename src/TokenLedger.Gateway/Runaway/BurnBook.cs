using TokenLedger.Accounting.Money;
using TokenLedger.Gateway.Limits;

namespace TokenLedger.Gateway.Runaway;

/// <summary>The meters of one burn rule, one for each member.</summary>
/// <param name="rule">The rule.</param>
internal sealed class BurnBook(BurnRule rule)
{
    /// <summary>Most members measured; the longest unused give way, a tenth of them at a time.</summary>
    public const int MostMembers = 10_000;

    private readonly CallScope _scope = new(rule.Scope, rule.Per);
    private readonly Dictionary<string, BurnMeter> _meters = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>The rule.</summary>
    public BurnRule Rule { get; } = rule;

    /// <summary>How far back it looks.</summary>
    public TimeSpan LongestMemory =>
        (Rule.TimesUsual is null ? TimeSpan.FromMinutes(1) : BurnMeter.LongestMemory) + Rule.CoolDown;

    /// <summary>Whether it covers a call. What has no value to be measured by is not measured.</summary>
    public bool Covers(CountedCall call) =>
        _scope.Covers(call) && (Rule.Per.Count == 0 || _scope.MemberOf(call).Length > 0);

    /// <summary>Judges a call.</summary>
    public (string Words, long Wait)? Judge(CountedCall call, long now)
    {
        lock (_gate)
        {
            return MeterOf(call).Judge(now) is var (words, wait) ? ($"{Who(call)} {words}", wait) : null;
        }
    }

    /// <summary>Counts what a call used.</summary>
    public void Add(CountedCall call, long now, Usd cost, long tokens)
    {
        lock (_gate)
        {
            MeterOf(call).Add(now, cost, tokens);
        }
    }

    private string Who(CountedCall call) =>
        _scope.Describe(_scope.MemberOf(call)) is { Length: > 0 } who ? who : "All that the rule covers";

    private BurnMeter MeterOf(CountedCall call)
    {
        string member = _scope.MemberOf(call);
        if (_meters.TryGetValue(member, out BurnMeter? meter))
        {
            return meter;
        }

        if (_meters.Count >= MostMembers)
        {
            foreach (
                string unused in _meters
                    .OrderBy(of => of.Value.LastAt)
                    .Take(MostMembers / 10)
                    .Select(of => of.Key)
                    .ToList()
            )
            {
                _meters.Remove(unused);
            }
        }

        return _meters[member] = new BurnMeter(Rule);
    }
}
