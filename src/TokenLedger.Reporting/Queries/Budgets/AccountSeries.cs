using Microsoft.Data.Sqlite;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries.Foresight;

namespace TokenLedger.Reporting.Queries.Budgets;

/// <summary>What the accounts of a budget have used period by period, from the calls, in one scan.</summary>
internal sealed class AccountSeries(SqliteConnection connection, ColumnView columns, long position)
{
    private readonly NameNumbers _names = new(connection);
    private readonly NameTexts _texts = new(connection);

    /// <summary>Sums of each account and period; an account without calls is missing.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="members">Its accounts.</param>
    /// <param name="grid">The periods.</param>
    /// <param name="until">First instant that does not count any more.</param>
    public Dictionary<string, long[]?[]> Run(
        Budget budget,
        IReadOnlyList<IReadOnlyList<KeyValuePair<string, string>>> members,
        PeriodGrid grid,
        DateTimeOffset until
    )
    {
        List<(Grouping By, ScopePattern Pattern)> patterns =
        [
            .. budget
                .Scope.Select(term => (By: GroupingOf(term.Dimension), Pattern: new ScopePattern(term.Pattern)))
                .Where(term => !term.Pattern.IsExact),
        ];
        Grouping[] per = [.. members[0].Select(part => GroupingOf(part.Key))];
        ScanResult result = Scan.Run(
            columns,
            new ScanQuery
            {
                Keys =
                [
                    ScanKey.OfPeriods(grid.Starts),
                    .. per.Select(_names.KeyOf),
                    .. patterns.Select(term => _names.KeyOf(term.By)),
                ],
                Measures = LimitMeasures.All,
                Where = [.. Conditions(budget, members).Select(_names.FilterOf)],
                From = grid.From,
                To = Math.Min(grid.To, EntryTime.ToMicroseconds(until)),
                Before = position,
            }
        );
        Dictionary<string, long[]?[]> series = new(StringComparer.Ordinal);
        for (int group = 0; group < result.Count; group++)
        {
            long[] keys = result.KeysOf(group);
            if (Fits(patterns, keys.AsSpan(1 + per.Length)))
            {
                string name = Name(keys[1..(1 + per.Length)].Select(number => TextOf(number) ?? ""));
                Add(series, name, grid.Count, (int)keys[0], result.SumsOf(group));
            }
        }

        return series;
    }

    /// <summary>An account's name.</summary>
    public static string Name(IEnumerable<string> values) => string.Join('\n', values);

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

    private bool Fits(List<(Grouping By, ScopePattern Pattern)> patterns, ReadOnlySpan<long> values)
    {
        for (int i = 0; i < patterns.Count; i++)
        {
            if (!patterns[i].Pattern.Fits(TextOf(values[i])))
            {
                return false;
            }
        }

        return true;
    }

    private string? TextOf(long number) => number == 0 ? null : _texts.Of(number);

    private static IEnumerable<Filter> Conditions(
        Budget budget,
        IReadOnlyList<IReadOnlyList<KeyValuePair<string, string>>> members
    )
    {
        foreach (ScopeTerm term in budget.Scope.Where(term => new ScopePattern(term.Pattern).IsExact))
        {
            yield return new(GroupingOf(term.Dimension), term.Pattern);
        }

        for (int i = 0; i < members[0].Count; i++)
        {
            int part = i;
            yield return new(
                GroupingOf(members[0][part].Key),
                [.. members.Select(member => member[part].Value is { Length: > 0 } value ? value : null).Distinct()]
            );
        }
    }

    /// <summary>What a budget calls a dimension, as a grouping: budgets go by the model that was asked for.</summary>
    private static Grouping GroupingOf(string dimension) =>
        Grouping.Find(
            dimension == "model" ? "model-requested"
            : dimension.StartsWith(Accounting.Budgets.Dimensions.TagPrefix, StringComparison.Ordinal) ? dimension
            : dimension.Replace('_', '-')
        )!;
}
