using System.Collections.Frozen;
using TokenLedger.Accounting.Budgets;

namespace TokenLedger.Gateway.Limits;

/// <summary>
/// The limits in force, as one snapshot that is swapped whole. Limits whose scope names one value are found by that value,
/// so that a limit for each of many tenants costs a call no more than one.
/// </summary>
internal sealed class LimitBook
{
    private readonly LimitRow[] _everywhere;
    private readonly (Func<CountedCall, string?> Read, FrozenDictionary<string, LimitRow[]> Rows)[] _byValue;
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

    /// <summary>The limits that cover a call: of those that ask for a credential the first that fits.</summary>
    public void Find(CountedCall call, HttpRequest request, List<LimitRow> found)
    {
        FindByScope(call, found);
        foreach (LimitRow rule in _rules)
        {
            if (rule.Covers(call) && rule.FitsCredential(request))
            {
                found.Add(rule);
                return;
            }
        }
    }

    /// <summary>
    /// The limits that may have covered a call of which only the ledger tells. It does not know credentials, so it is
    /// counted by every rule that asks for one: these count each key by itself, and a key only ever meets the first that
    /// fits it.
    /// </summary>
    public void FindRecorded(CountedCall call, List<LimitRow> found)
    {
        FindByScope(call, found);
        AddCovering(_rules, call, found);
    }

    /// <summary>The longest window of any limit, in ticks; 0 without one.</summary>
    public long LongestWindow =>
        _all.SelectMany(row => row.Limit.Allowances)
            .Where(allowance => allowance.Measure != RateMeasure.Concurrency)
            .Max(allowance => (long?)allowance.Ticks)
        ?? 0;

    private void FindByScope(CountedCall call, List<LimitRow> found)
    {
        AddCovering(_everywhere, call, found);
        foreach ((Func<CountedCall, string?> read, FrozenDictionary<string, LimitRow[]> rows) in _byValue)
        {
            if (read(call) is { } value && rows.TryGetValue(value, out LimitRow[]? named))
            {
                AddCovering(named, call, found);
            }
        }
    }

    private static void AddCovering(LimitRow[] rows, CountedCall call, List<LimitRow> found)
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
