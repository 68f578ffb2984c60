namespace TokenLedger.Accounting.Budgets;

/// <summary>Does the same for each of many things that have nothing to do with each other, on all processors.</summary>
internal static class Spread
{
    /// <summary>Fewest things for which it is worth waking other threads.</summary>
    private const int Fewest = 1_024;

    /// <summary>Does it for 0 to <paramref name="count"/> − 1, in no order.</summary>
    public static void Over(int count, Action<int> action)
    {
        if (count >= Fewest)
        {
            Parallel.For(0, count, action);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            action(i);
        }
    }
}
