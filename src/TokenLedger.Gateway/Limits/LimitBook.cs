using System.Collections.Frozen;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Calls;

namespace TokenLedger.Gateway.Limits;

/// <summary>
/// The limits in force, as one snapshot that is swapped whole. Limits whose scope names one value are found by that value,
/// so that a limit for each of many tenants costs a call no more than one.
/// </summary>
internal sealed class LimitBook
{
    private readonly LimitRow[] _everywhere;
    private readonly (Func<InferenceCall, string?> Read, FrozenDictionary<string, LimitRow[]> Rows)[] _byValue;
    private readonly LimitRow[] _rules;
    private readonly IReadOnlyList<LimitRow> _all;

    private LimitBook(IReadOnlyList<LimitRow> rows)
    {
        _all = rows;
        _rules = [.. rows.Where(row => row.AsksForCredential)];
        LimitRow[] plain = [.. rows.Where(row => !row.AsksForCredential)];
        _everywhere = [.. plain.Where(row => ExactTerm(row) is null)];
        _byValue =
        [
            .. plain
                .Where(row => ExactTerm(row) is not null)
                .GroupBy(row => ExactTerm(row)!.Dimension, StringComparer.Ordinal)
                .Select(of =>
                    (
                        CallDimensions.Reader(of.Key),
                        of.GroupBy(row => ExactTerm(row)!.Pattern, StringComparer.Ordinal)
                            .ToFrozenDictionary(same => same.Key, same => same.ToArray(), StringComparer.Ordinal)
                    )
                ),
        ];
    }

    /// <summary>No limits.</summary>
    public static LimitBook Empty { get; } = new([]);

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _all.Count == 0;

    /// <summary>All limits.</summary>
    public IEnumerable<RateLimit> Limits => _all.Select(row => row.Limit);

    /// <summary>
    /// Puts limits in force. An allowance that was there before, of the same window and counted by the same, goes on with
    /// what is used of it, also when it allows more or less.
    /// </summary>
    public LimitBook With(IReadOnlyList<RateLimit> limits, AccountRoom room)
    {
        Dictionary<string, LimitAccounts> before = [];
        foreach (LimitRow row in _all)
        {
            for (int i = 0; i < row.Accounts.Length; i++)
            {
                before[NameOf(row.Limit, row.Limit.Allowances[i])] = row.Accounts[i];
            }
        }

        LimitRow[] rows =
        [
            .. limits.Select(limit => new LimitRow(
                limit,
                [
                    .. limit.Allowances.Select(allowance =>
                        before.GetValueOrDefault(NameOf(limit, allowance)) ?? New(allowance, room)
                    ),
                ]
            )),
        ];
        room.Hold(rows.SelectMany(row => row.Accounts));
        return new LimitBook(rows);
    }

    /// <summary>The limits that cover a call.</summary>
    public void Find(InferenceCall call, List<LimitRow> found)
    {
        AddCovering(_everywhere, call, found);
        foreach ((Func<InferenceCall, string?> read, FrozenDictionary<string, LimitRow[]> rows) in _byValue)
        {
            if (read(call) is { } value && rows.TryGetValue(value, out LimitRow[]? named))
            {
                AddCovering(named, call, found);
            }
        }

        foreach (LimitRow rule in _rules)
        {
            if (rule.Covers(call))
            {
                found.Add(rule);
                return;
            }
        }
    }

    private static void AddCovering(LimitRow[] rows, InferenceCall call, List<LimitRow> found)
    {
        foreach (LimitRow row in rows)
        {
            if (row.Covers(call))
            {
                found.Add(row);
            }
        }
    }

    private static ScopeTerm? ExactTerm(LimitRow row) =>
        row.Limit.Scope.FirstOrDefault(term => new ScopePattern(term.Pattern).IsExact);

    private static string NameOf(RateLimit limit, RateAllowance allowance) =>
        $"{limit.Id}\n{allowance.Name}\n{string.Join(',', limit.Per)}";

    private static LimitAccounts New(RateAllowance allowance, AccountRoom room) =>
        new(allowance.Measure == RateMeasure.Concurrency ? 0 : allowance.Ticks, room);
}
