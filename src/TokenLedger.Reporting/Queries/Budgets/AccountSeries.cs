using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Foresight;

namespace TokenLedger.Reporting.Queries.Budgets;

/// <summary>
/// What the accounts of budgets have used period by period, from the calls: one scan for all budgets that are followed by
/// the same periods and are about the same dimensions, however many they are.
/// </summary>
internal sealed class AccountSeries(SqliteConnection connection, ColumnView columns, long position)
{
    private readonly NameNumbers _names = new(connection);
    private readonly NameTexts _texts = new(connection);

    /// <summary>Sums of each account and period for each budget; an account without calls is missing.</summary>
    /// <param name="budgets">Budgets of one <see cref="AccountScope.Shape"/>.</param>
    /// <param name="grid">The periods.</param>
    /// <param name="until">First instant that does not count any more.</param>
    public Dictionary<string, Dictionary<string, long[]?[]>> Run(
        IReadOnlyList<AccountScope> budgets,
        PeriodGrid grid,
        DateTimeOffset until
    )
    {
        AccountScope shape = budgets[0];
        ILookup<string, AccountScope> byExact = budgets.ToLookup(scope => Name(scope.ExactValues));
        ScanResult result = Scan.Run(
            columns,
            new ScanQuery
            {
                Keys = [.. shape.Groupings.Select(_names.KeyOf), ScanKey.OfPeriods(grid.Starts)],
                Measures = LimitMeasures.All,
                Where = [.. AccountScope.Conditions(budgets).Select(_names.FilterOf)],
                From = grid.From,
                To = Math.Min(grid.To, EntryTime.ToMicroseconds(until)),
                Before = position,
            }
        );
        Dictionary<string, Dictionary<string, long[]?[]>> series = new(StringComparer.Ordinal);
        Dictionary<int, List<long[]?[]>> accountsOf = []; // by the number of the group but for the period
        for (int group = 0; group < result.Count; group++)
        {
            int parent = result.ParentOf(group);
            if (!accountsOf.TryGetValue(parent, out List<long[]?[]>? accounts))
            {
                string?[] values =
                [
                    .. result.KeysOf(group)[..^1].Select(number => number == 0 ? null : _texts.Of(number)),
                ];
                IEnumerable<AccountScope> scopes = byExact[Name(shape.ExactOf(values))]
                    .Where(scope => scope.Fits(values));
                accounts = [.. scopes.Select(scope => AccountOf(series, scope, values, grid.Count))];
                accountsOf.Add(parent, accounts);
            }

            foreach (long[]?[] account in accounts)
            {
                Add(account, (int)result.LastKeyOf(group), result.SumsOf(group));
            }
        }

        return series;
    }

    /// <summary>An account's name.</summary>
    public static string Name(IEnumerable<string?> values) => string.Join('\n', values);

    private static long[]?[] AccountOf(
        Dictionary<string, Dictionary<string, long[]?[]>> series,
        AccountScope scope,
        string?[] values,
        int periods
    )
    {
        if (!series.TryGetValue(scope.Budget, out Dictionary<string, long[]?[]>? own))
        {
            series.Add(scope.Budget, own = new(StringComparer.Ordinal));
        }

        string name = Name(scope.MemberOf(values));
        if (!own.TryGetValue(name, out long[]?[]? account))
        {
            own.Add(name, account = new long[periods][]);
        }

        return account;
    }

    private static void Add(long[]?[] account, int period, ReadOnlySpan<long> sums)
    {
        long[] own = account[period] ??= new long[sums.Length];
        for (int i = 0; i < own.Length; i++)
        {
            own[i] = checked(own[i] + sums[i]);
        }
    }
}
