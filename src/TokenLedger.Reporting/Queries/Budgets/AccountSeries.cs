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
                Keys = [ScanKey.OfPeriods(grid.Starts), .. shape.Groupings.Select(_names.KeyOf)],
                Measures = LimitMeasures.All,
                Where = [.. AccountScope.Conditions(budgets).Select(_names.FilterOf)],
                From = grid.From,
                To = Math.Min(grid.To, EntryTime.ToMicroseconds(until)),
                Before = position,
            }
        );
        Dictionary<string, Dictionary<string, long[]?[]>> series = new(StringComparer.Ordinal);
        for (int group = 0; group < result.Count; group++)
        {
            long[] keys = result.KeysOf(group);
            string?[] values = [.. keys[1..].Select(number => number == 0 ? null : _texts.Of(number))];
            foreach (AccountScope scope in byExact[Name(shape.ExactOf(values))].Where(scope => scope.Fits(values)))
            {
                if (!series.TryGetValue(scope.Budget, out Dictionary<string, long[]?[]>? own))
                {
                    series.Add(scope.Budget, own = new(StringComparer.Ordinal));
                }

                Add(own, Name(scope.MemberOf(values)), grid.Count, (int)keys[0], result.SumsOf(group));
            }
        }

        return series;
    }

    /// <summary>An account's name.</summary>
    public static string Name(IEnumerable<string?> values) => string.Join('\n', values);

    private static void Add(
        Dictionary<string, long[]?[]> series,
        string name,
        int periods,
        int period,
        ReadOnlySpan<long> sums
    )
    {
        if (!series.TryGetValue(name, out long[]?[]? account))
        {
            series[name] = account = new long[periods][];
        }

        long[] own = account[period] ??= new long[sums.Length];
        for (int i = 0; i < own.Length; i++)
        {
            own[i] = checked(own[i] + sums[i]);
        }
    }
}
