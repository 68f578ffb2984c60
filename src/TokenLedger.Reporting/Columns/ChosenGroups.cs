namespace TokenLedger.Reporting.Columns;

/// <summary>Keeps the groups that are wanted, of however many. One for each thread.</summary>
internal sealed class ChosenGroups(Func<ulong, long[]> keysOf, Func<long[], bool> isWanted) : IGroupTaker
{
    private readonly List<HeavyGroup> _found = [];

    /// <summary>Visits the groups of a question that are wanted, in no order.</summary>
    /// <param name="view">The columns.</param>
    /// <param name="query">The question; its measures are no sets.</param>
    /// <param name="wanted">The keys of those that are wanted, one group's behind the other's.</param>
    /// <param name="isWanted">Whether some keys are among them.</param>
    /// <param name="visit">Is told of each.</param>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public static void Visit(
        ColumnView view,
        ScanQuery query,
        long[] wanted,
        Func<long[], bool> isWanted,
        GroupVisitor visit
    )
    {
        ScanResult? all = Scan.TryRun(view, query, view.Limits.ManyGroups);
        if (all is null && KeyCode.Of(view, query) is { } code)
        {
            PieceSpans spans = new(view, query, code);
            if (StandingSpan.Find(spans) is { } standing)
            {
                standing.Visit(wanted, code, visit);
                return;
            }

            foreach (ChosenGroups part in new PieceRun(spans).Sum(() => new ChosenGroups(code.KeysOf, isWanted)))
            {
                part._found.ForEach(found => visit(found.Keys, found.Sums));
            }

            return;
        }

        all ??= Scan.Run(view, query);
        for (int group = 0; group < all.Count; group++)
        {
            long[] keys = all.KeysOf(group);
            if (isWanted(keys))
            {
                visit(keys, all.SumsOf(group));
            }
        }
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
