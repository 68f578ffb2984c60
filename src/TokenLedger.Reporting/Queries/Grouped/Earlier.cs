namespace TokenLedger.Reporting.Queries.Grouped;

/// <summary>Asks what a report's groups were in the time it is compared with.</summary>
internal static class Earlier
{
    /// <summary>The same question about all calls of that time.</summary>
    public static T All<T>(T query)
        where T : GroupedSlice => query with { Window = query.Before!, Before = null, By = [], Limit = 1 };

    /// <summary>The same question about the groups that are shown; null when none are.</summary>
    /// <param name="query">The question.</param>
    /// <param name="shown">The values of the groups shown.</param>
    public static T? Groups<T>(T query, IReadOnlyList<IReadOnlyList<string?>> shown)
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

    /// <summary>Figures by the values of their group.</summary>
    public static Dictionary<string, TFigures> ByKeys<TRow, TFigures>(
        IEnumerable<TRow> rows,
        Func<TRow, IReadOnlyList<string?>> keys,
        Func<TRow, TFigures> figures
    ) => rows.ToDictionary(row => Name(keys(row)), figures, StringComparer.Ordinal);

    /// <summary>One text for the values of a group; no two groups have the same.</summary>
    public static string Name(IReadOnlyList<string?> keys) =>
        string.Concat(keys.Select(key => key is null ? "-;" : $"{key.Length}:{key};"));
}
