using System.Runtime;

namespace TokenLedger.Serve;

/// <summary>
/// What a start with very many decisions reads stays for good: collecting garbage meanwhile finds next to none and moves all
/// the rest, again and again. So the collector rests until the gateway listens, and then gives back what was taken too much: a
/// gateway at rest allocates next to nothing, so it would stay for hours. A start with few decisions is not touched.
/// </summary>
internal sealed class StartMemory
{
    /// <summary>Size of the file of decisions from which on it is worth it: 4 MiB, some ten thousand budgets.</summary>
    private const long WorthIt = 4L * 1024 * 1024;

    /// <summary>What a start allocates for each byte of that file.</summary>
    private const long ForEachByte = 6;

    /// <summary>Most memory taken in advance: 240 MiB. When a start needs more, the collector works again from there on.</summary>
    private const long Most = 240L * 1024 * 1024;

    private readonly bool _isMuch;

    private StartMemory(bool isMuch) => _isMuch = isMuch;

    /// <summary>Lets the collector rest when the decisions are many.</summary>
    /// <param name="decisions">The file of decisions.</param>
    public static StartMemory For(string decisions)
    {
        FileInfo file = new(decisions);
        StartMemory memory = new(file.Exists && file.Length >= WorthIt);
        if (memory._isMuch)
        {
            Rest(Math.Min(Most, file.Length * ForEachByte));
        }

        return memory;
    }

    /// <summary>Ends the rest. Takes a fraction of a second in which everything stands still.</summary>
    public void Release()
    {
        if (_isMuch)
        {
            // Ends the region as well, however far it has come.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    private static void Rest(long bytes)
    {
        try
        {
            _ = GC.TryStartNoGCRegion(bytes);
        }
        catch (Exception refused) when (refused is ArgumentOutOfRangeException or InvalidOperationException)
        {
            // The machine grants less, or another gateway of this process starts too: then it is collected as usual.
        }
    }
}
