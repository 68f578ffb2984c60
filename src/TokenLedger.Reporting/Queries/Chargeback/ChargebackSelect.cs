using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Chargeback;

/// <summary>Answers a <see cref="ChargebackQuery"/>: finds what is direct and what is shared, and spreads the latter.</summary>
internal static class ChargebackSelect
{
    private const int PercentDecimals = 12;

    /// <summary>The statement.</summary>
    public static ChargebackStatement Run(
        SqliteConnection connection,
        ColumnView columns,
        long position,
        ChargebackQuery query
    )
    {
        ChargedSums sums = new(connection, columns, position, query);
        Dictionary<string, Charged> direct = sums.Of();
        List<SharedCost> shared = [];
        List<Filter> before = [];
        foreach (Filter scope in query.Terms.Shared)
        {
            Charged all = default;
            foreach ((string owner, Charged part) in sums.Of([scope, .. before]))
            {
                direct[owner] -= part;
                all += part;
            }

            // What two conditions hold of is shared by the first.
            before.Add(scope with { Excludes = !scope.Excludes });
            Share(shared, scope.ToString(), all);
        }

        if (direct.Remove("", out Charged nobody))
        {
            Share(shared, $"without {query.By.Name}", nobody);
        }

        List<ChargebackRow> rows = Spread(query.Terms, direct, shared);
        return new()
        {
            Query = query,
            Rows = rows,
            Shared = shared,
            Total = rows.Aggregate(ChargebackRow.Nothing(null), Sum),
            AsOfEntry = position,
        };
    }

    private static void Share(List<SharedCost> shared, string why, Charged cost)
    {
        if (cost.Cost != Usd.Zero || cost.Corrections != Usd.Zero)
        {
            shared.Add(new(why, cost.Cost, cost.Corrections));
        }
    }

    private static List<ChargebackRow> Spread(
        ChargebackTerms terms,
        Dictionary<string, Charged> direct,
        List<SharedCost> shared
    )
    {
        string[] owners =
        [
            .. direct
                .Where(owner => owner.Value != default)
                .Select(owner => owner.Key)
                .Union(terms.Rule == AllocationRule.Fixed ? terms.Percentages.Keys : [], StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        Usd cost = shared.Aggregate(Usd.Zero, (sum, one) => sum + one.Amount);
        Usd corrections = shared.Aggregate(Usd.Zero, (sum, one) => sum + one.Corrections);
        if (owners.Length == 0)
        {
            return cost == Usd.Zero && corrections == Usd.Zero ? [] : [new(null, 0, Usd.Zero, cost, corrections, 0)];
        }

        Int128[] weights = [.. owners.Select(owner => Weight(terms, owner, direct.GetValueOrDefault(owner)))];
        IReadOnlyList<Usd> costs = Allocation.Split(cost, weights);
        IReadOnlyList<Usd> corrected = Allocation.Split(corrections, weights);
        return
        [
            .. owners
                .Select((owner, i) => RowOf(owner, direct.GetValueOrDefault(owner), costs[i], corrected[i]))
                .OrderByDescending(row => row.Charged)
                .ThenBy(row => row.Owner, StringComparer.Ordinal),
        ];
    }

    private static ChargebackRow RowOf(string owner, Charged own, Usd allocated, Usd corrected) =>
        new(owner, own.Calls, own.Cost, allocated, own.Corrections + corrected, own.Unpriced);

    /// <summary>Who was given more than he used bears nothing of the others' by proportion.</summary>
    private static Int128 Weight(ChargebackTerms terms, string owner, Charged direct) =>
        terms.Rule switch
        {
            AllocationRule.Even => 1,
            AllocationRule.Fixed => Exports.Rows.ExactDecimal.Of(
                terms.Percentages.GetValueOrDefault(owner),
                PercentDecimals
            ),
            _ => Int128.Max(0, direct.Cost.Pico),
        };

    private static ChargebackRow Sum(ChargebackRow left, ChargebackRow right) =>
        new(
            null,
            left.Calls + right.Calls,
            left.Direct + right.Direct,
            left.Allocated + right.Allocated,
            left.Corrections + right.Corrections,
            left.Unpriced + right.Unpriced
        );
}
