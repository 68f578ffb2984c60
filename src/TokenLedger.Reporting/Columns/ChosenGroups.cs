namespace TokenLedger.Reporting.Columns;

/// <summary>Keeps the groups that are wanted, of however many. One for each thread.</summary>
internal sealed class ChosenGroups(Func<ulong, long[]> keysOf, Func<long[], bool> isWanted) : IGroupTaker
{
    private readonly List<HeavyGroup> _found = [];

    /// <summary>The groups of a question that are wanted, in no order.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="query">The question; its measures are no sets.</param>
    /// <param name="wanted">The keys of those that are wanted.</param>
    /// <param name="isWanted">Whether some keys are among them.</param>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public static IReadOnlyList<HeavyGroup> Of(
        ColumnView view,
        ScanQuery query,
        IEnumerable<long[]> wanted,
        Func<long[], bool> isWanted
    )
    {
        ScanResult? all = Scan.TryRun(view, query, view.ManyGroups);
        if (all is null && KeyCode.Of(view, query) is { } code)
        {
            PieceLayout layout = PieceLayout.Of(view, query, code);
            return StandingSpan.Find(view, layout, code) is { } standing
                ? [.. standing.Of(wanted, code)]
                :
                [
                    .. new PieceRun(view, layout, code)
                        .Sum(() => new ChosenGroups(code.KeysOf, isWanted))
                        .SelectMany(part => part._found),
                ];
        }

        all ??= Scan.Run(view, query);
        ChosenGroups chosen = new(group => all.KeysOf((int)group), isWanted);
        for (int group = 0; group < all.Count; group++)
        {
            chosen.Offer((ulong)group, all.SumsOf(group));
        }

        return chosen._found;
    }

    /// <inheritdoc/>
    public void Offer(ulong code, ReadOnlySpan<long> sums)
    {
        long[] keys = keysOf(code);
        if (isWanted(keys))
        {
            _found.Add(new(keys, sums.ToArray()));
        }
    }
}
