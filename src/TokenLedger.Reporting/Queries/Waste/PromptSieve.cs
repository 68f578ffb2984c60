using System.Collections.Concurrent;
using TokenLedger.Reporting.Columns;

namespace TokenLedger.Reporting.Queries.Waste;

/// <summary>
/// Tells which requests may have been made before: most have not, and need not be looked at any more. Two bits for each of
/// many places say whether a request with that hash was seen once, or more than once.
/// </summary>
internal sealed class PromptSieve
{
    /// <summary>Places: 128 Mi, which is 32 MiB.</summary>
    private const int PlaceBits = 27;

    private readonly ulong[] _seen = new ulong[1 << (PlaceBits - 5)];

    /// <summary>Reads the requests of a question.</summary>
    public static PromptSieve Of(ColumnView view, ScanQuery question)
    {
        PromptSieve sieve = new();
        Parallel.ForEach(
            Partitioner.Create(0, view.Chunks.Count, rangeSize: 4),
            range =>
            {
                long[] prompts = new long[RowSelection.BlockRows];
                IEnumerable<Chunk> chunks = Enumerable
                    .Range(range.Item1, range.Item2 - range.Item1)
                    .Select(i => view.Chunks[i]);
                foreach ((Chunk chunk, int from, RowSelection kept) in RowReader.Blocks(chunks, question))
                {
                    kept.Read(chunk, (int)Field.Prompt, from, prompts);
                    sieve.Note(prompts.AsSpan(0, kept.Kept));
                }
            }
        );
        return sieve;
    }

    /// <summary>Whether a request may have been made more than once; false only when it was not.</summary>
    public bool MayRepeat(long prompt)
    {
        (int word, int bit) = PlaceOf(prompt);
        return prompt != 0 && (_seen[word] >> bit & 2) != 0;
    }

    private void Note(ReadOnlySpan<long> prompts)
    {
        foreach (long prompt in prompts)
        {
            (int word, int bit) = PlaceOf(prompt);
            ulong before = Interlocked.Or(ref _seen[word], 1UL << bit);
            if ((before >> bit & 3) == 1)
            {
                Interlocked.Or(ref _seen[word], 2UL << bit);
            }
        }
    }

    private static (int Word, int Bit) PlaceOf(long prompt)
    {
        ulong place = ((ulong)prompt * 0x9E3779B97F4A7C15) >> (64 - PlaceBits);
        return ((int)(place >> 5), (int)(place & 31) * 2);
    }
}
