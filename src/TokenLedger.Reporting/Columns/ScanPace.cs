namespace TokenLedger.Reporting.Columns;

/// <summary>How much of the machine reading may take, and when it is to end.</summary>
/// <param name="Workers">Threads at once.</param>
/// <param name="Stop">Ends it: questions are given up between two runs of segments.</param>
internal sealed record ScanPace(int Workers, CancellationToken Stop)
{
    /// <summary>Whether somebody waits for the answer; what only later ones gain from is then made when a question comes again.</summary>
    public bool IsAwaited { get; private init; } = true;

    /// <summary>Every core, until there is an answer: for whoever waits for one.</summary>
    public static ScanPace Full { get; } = new(Environment.ProcessorCount, CancellationToken.None);

    /// <summary>The thread that asks and no other: for work that nobody waits for.</summary>
    /// <param name="stop">Ends it.</param>
    public static ScanPace Background(CancellationToken stop) => new(1, stop) { IsAwaited = false };

    /// <summary>Runs something for each of some numbers, from 0.</summary>
    /// <param name="count">How many.</param>
    /// <param name="begin">Makes what a thread needs.</param>
    /// <param name="run">Runs it.</param>
    /// <exception cref="AggregateException">It was stopped, or one of them failed.</exception>
    public void ForEach<T>(int count, Func<T> begin, Action<T, int> run)
    {
        int next = -1;
        Parallel.For(
            0,
            Math.Clamp(Workers, 1, Math.Max(1, count)),
            _ =>
            {
                T own = begin();
                for (int i; (i = Interlocked.Increment(ref next)) < count; )
                {
                    Stop.ThrowIfCancellationRequested();
                    run(own, i);
                }
            }
        );
    }
}
