namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Sums a question of very many groups on every core: the groups of each span piece by piece, then each piece over all
/// spans, within the cache. What sealed spans answered is remembered, so that asked again only the second is left to do.
/// </summary>
internal sealed class PieceRun(PieceSpans spans)
{
    /// <summary>Sums all groups.</summary>
    /// <param name="begin">Makes who takes a thread's groups.</param>
    /// <returns>Those who took them: every group is with one of them.</returns>
    /// <exception cref="OverflowException">A sum does not fit 64 bits.</exception>
    public T[] Sum<T>(Func<T> begin)
        where T : IGroupTaker
    {
        for (int passes = 1; ; passes *= 2)
        {
            T[] takers = [.. Enumerable.Range(0, spans.Pace.Workers).Select(_ => begin())];
            if (TrySum(passes, takers))
            {
                return takers;
            }
        }
    }

    private bool TrySum<T>(int passes, T[] takers)
        where T : IGroupTaker
    {
        for (int number = 0; number < passes; number++)
        {
            if (spans.TryRead(spans.All, new(number, passes)) is not { } parts)
            {
                return false;
            }

            Sum(parts, takers);
        }

        return true;
    }

    private void Sum<T>(PieceGroups[] parts, T[] takers)
        where T : IGroupTaker
    {
        int worker = -1;
        spans.Pace.ForEach(
            PieceLayout.Pieces,
            () => (Sums: new PieceSums(spans.Query), Taker: takers[Interlocked.Increment(ref worker)]),
            (own, piece) =>
            {
                own.Sums.Begin(parts.Sum(part => part.CountOf(piece)));
                foreach (PieceGroups part in parts)
                {
                    own.Sums.Add(part, piece);
                }

                own.Sums.OfferTo(own.Taker);
            }
        );
    }
}
