namespace TokenLedger.Reporting.Queries.Grouped;

/// <summary>Asks what a report's groups were in the time it is compared with.</summary>
internal static class Earlier
{
    /// <summary>The answer, with what its groups and all calls were in the time that the question compares with.</summary>
    /// <param name="query">The question.</param>
    /// <param name="run">Answers it, and the same about that time.</param>
    public static TReport Compare<TQuery, TReport, TFigures>(TQuery query, Func<TQuery, TReport> run)
        where TQuery : GroupedSlice
        where TReport : GroupedReport<TFigures>
        where TFigures : class
    {
        TReport report = run(query);
        if (query.Before is null)
        {
            return report;
        }

        Dictionary<string, TFigures> before = Groups(query, [.. report.Rows.Select(row => row.Keys)]) is { } groups
            ? run(groups).Rows.ToDictionary(row => Name(row.Keys), row => row.Figures, StringComparer.Ordinal)
            : [];
        return report with
        {
            Rows = [.. report.Rows.Select(row => row with { Before = before.GetValueOrDefault(Name(row.Keys)) })],
            TotalBefore = run(All(query)).Total,
        };
    }

    /// <summary>The answer, with the whole answer about the time that the question compares with.</summary>
    /// <param name="query">The question.</param>
    /// <param name="run">Answers it.</param>
    /// <param name="join">Puts the two together.</param>
    public static async Task<TReport> BesideAsync<TQuery, TReport>(
        TQuery query,
        Func<TQuery, Task<TReport>> run,
        Func<TReport, TReport, TReport> join
    )
        where TQuery : Slice
    {
        TReport report = await run(query).ConfigureAwait(false);
        return query.Before is { } before
            ? join(report, await run(query with { Window = before, Before = null }).ConfigureAwait(false))
            : report;
    }

    /// <inheritdoc cref="BesideAsync{TQuery,TReport}(TQuery,Func{TQuery,Task{TReport}},Func{TReport,TReport,TReport})"/>
    public static TReport Beside<TQuery, TReport>(
        TQuery query,
        Func<TQuery, TReport> run,
        Func<TReport, TReport, TReport> join
    )
        where TQuery : Slice =>
        query.Before is { } before ? join(run(query), run(query with { Window = before, Before = null })) : run(query);

    /// <summary>The same question about all calls of that time.</summary>
    private static T All<T>(T query)
        where T : GroupedSlice => query with { Window = query.Before!, Before = null, By = [], Limit = 1 };

    /// <summary>The same question about the groups that are shown; null when none are.</summary>
    /// <param name="query">The question.</param>
    /// <param name="shown">The values of the groups shown.</param>
    private static T? Groups<T>(T query, IReadOnlyList<IReadOnlyList<string?>> shown)
        where T : GroupedSlice =>
        shown.Count == 0 || query.By.Count == 0
            ? null
            : query with
            {
                Window = query.Before!,
                Before = null,
                Limit = int.MaxValue,
                Where =
                [
                    .. query.Where,
                    .. query.Columns.Select((by, i) => new Filter(by, [.. shown.Select(keys => keys[i]).Distinct()])),
                ],
            };

    /// <summary>One text for the values of a group; no two groups have the same.</summary>
    private static string Name(IReadOnlyList<string?> keys) =>
        string.Concat(keys.Select(key => key is null ? "-;" : $"{key.Length}:{key};"));
}
