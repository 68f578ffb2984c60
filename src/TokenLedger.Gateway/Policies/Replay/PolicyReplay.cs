using TokenLedger.Accounting.Money;
using TokenLedger.Accounting.Policies;
using TokenLedger.Accounting.Rates;
using TokenLedger.Gateway.Policies.Input;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Policies.Replay;

/// <summary>
/// Judges the calls of the ledger by rules, as if these had been in force: which they would have refused, warned of or
/// changed, and what that would have saved. Entries are given in the order of the ledger.
/// </summary>
public sealed class PolicyReplay
{
    private readonly PolicySet _set;
    private readonly RateBook _book;
    private readonly DateTimeOffset _from;
    private readonly DateTimeOffset _to;
    private readonly Dictionary<string, RuleReplay> _byRule = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, PolicyVerdict> _spokenOf = [];

    /// <summary>Begins a replay.</summary>
    /// <param name="set">The rules; those in dry run are judged as if they were in force.</param>
    /// <param name="book">Prices other models.</param>
    /// <param name="from">First instant; null for the beginning.</param>
    /// <param name="to">First instant after; null for the end.</param>
    public PolicyReplay(PolicySet set, RateBook book, DateTimeOffset? from, DateTimeOffset? to)
    {
        ArgumentNullException.ThrowIfNull(set);
        _book = book;
        _from = from ?? DateTimeOffset.MinValue;
        _to = to ?? DateTimeOffset.MaxValue;
        // What was only watched is what one wants to know about.
        _set =
            PolicySet.Compile([.. set.Rules.Select(rule => rule with { DryRun = false })], PatternsOf(set)).Set ?? set;
        foreach (PolicyRule rule in _set.Rules)
        {
            _byRule[rule.Id] = new(rule, Unrecorded(rule));
        }
    }

    /// <summary>The rules, in their order.</summary>
    public IReadOnlyList<RuleReplay> Rules => [.. _set.Rules.Select(rule => _byRule[rule.Id])];

    /// <summary>Calls judged.</summary>
    public long Calls { get; private set; }

    /// <summary>What the judged calls cost, as settled.</summary>
    public Usd Cost { get; private set; }

    /// <summary>Calls that some rule refuses.</summary>
    public long Refused { get; private set; }

    /// <summary>What refusing them would have saved, each call counted once.</summary>
    public Usd SavedByRefusing { get; private set; }

    /// <summary>Calls that rules speak of and that are not settled yet.</summary>
    public long Unsettled => _spokenOf.Count;

    /// <summary>Takes the next entry.</summary>
    public void Add(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        switch (entry)
        {
            // A further attempt, or a larger hold of the same one, was not judged anew.
            case { BeginsCall: true, Call: { } call } when entry.OccurredAt >= _from && entry.OccurredAt < _to:
                Judge(entry, call);
                break;
            case { Kind: EntryKind.Settlement, Call: { } call }
                when entry.OccurredAt >= _from && entry.OccurredAt < _to:
                Settle(entry, call);
                break;
            case { Kind: EntryKind.Void, Call: { } call } when _spokenOf.ContainsKey(call):
                _spokenOf.Remove(call); // it cost nothing, so nothing is saved
                break;
            default:
                break;
        }
    }

    private void Judge(Entry authorization, Guid call)
    {
        Calls++;
        PolicyVerdict verdict = _set.Judge(new EntryInput(authorization));
        if (verdict.IsSilent)
        {
            return;
        }

        foreach (PolicyFinding finding in verdict.Findings)
        {
            _byRule[finding.Rule.Id].Calls++;
        }

        Refused += Refuses(verdict) ? 1 : 0;
        _spokenOf[call] = verdict;
    }

    private void Settle(Entry settlement, Guid call)
    {
        Usd known = settlement.KnownCost ?? settlement.Cost ?? Usd.Zero;
        Cost += known;
        if (!_spokenOf.TryGetValue(call, out PolicyVerdict? verdict))
        {
            return;
        }

        foreach (PolicyFinding finding in verdict.Findings)
        {
            RuleReplay rule = _byRule[finding.Rule.Id];
            rule.Cost += known;
            Usd? saved = CallSavings.Of(finding.Rule, settlement, _book);
            rule.Saved += saved ?? Usd.Zero;
            rule.Untold += saved is null ? 1 : 0;
        }

        SavedByRefusing += Refuses(verdict) ? known : Usd.Zero;
        if (settlement.Outcome is "served")
        {
            _spokenOf.Remove(call); // a failed attempt may be followed by another
        }
    }

    private static bool Refuses(PolicyVerdict verdict) =>
        verdict.Findings.Any(finding => finding.Rule.Action is PolicyAction.Deny or PolicyAction.RequireApproval);

    private static string[] PatternsOf(PolicySet set) =>
        [.. set.Rules.SelectMany(rule => rule.Patterns).Append("any").Distinct()];

    private static List<string> Unrecorded(PolicyRule rule)
    {
        IReadOnlyList<FieldReference> reads =
            Accounting.Policies.Conditions.Condition.Parse(rule.When ?? "true").Condition?.Reads ?? [];
        return [.. reads.Where(field => !EntryInput.Records(field.Field.Id)).Select(field => field.Path)];
    }
}
