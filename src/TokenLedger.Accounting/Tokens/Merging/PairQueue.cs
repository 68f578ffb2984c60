using System.Buffers;
using System.Numerics;

namespace TokenLedger.Accounting.Tokens.Merging;

/// <summary>
/// Pairs in the order in which they merge: by rank, then by position. Merging sweeps a text from left to right, so most
/// pairs of one rank arrive by rising position: they form runs, and only the head of a run is in the heap. A long
/// repeat has a handful of runs, where a heap of all its pairs would take most of the time.
/// </summary>
internal ref struct PairQueue
{
    private const int MostTails = 64 * 1024;

    private readonly int[] positions; // by node
    private readonly int[] following; // the node behind in the run, or in the list of free nodes; -1 at the end
    private readonly ulong[] tails; // rank and last node + 1 of a run that can grow; a lost one only costs a new run
    private readonly int tailMask;
    private RunHeap heads;
    private int free = -1;
    private int used;

    /// <summary>Makes room for the pairs of a piece.</summary>
    /// <param name="length">Bytes of the piece; at most twice as many pairs wait at a time.</param>
    public PairQueue(int length)
    {
        positions = ArrayPool<int>.Shared.Rent(length * 2);
        following = ArrayPool<int>.Shared.Rent(length * 2);
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(length, MostTails));
        tails = ArrayPool<ulong>.Shared.Rent(size);
        tails.AsSpan(0, size).Clear();
        tailMask = size - 1;
        heads = new();
    }

    /// <summary>Gives the room back.</summary>
    public readonly void Return()
    {
        ArrayPool<int>.Shared.Return(positions);
        ArrayPool<int>.Shared.Return(following);
        ArrayPool<ulong>.Shared.Return(tails);
        heads.Return();
    }

    /// <summary>Adds a pair; the same rank at the same position is never added twice.</summary>
    public void Add(int rank, int position)
    {
        int node = NewNode(position);
        ref ulong tail = ref tails[rank & tailMask];
        int last = (int)(uint)tail - 1;
        if (last >= 0 && (int)(tail >> 32) == rank && positions[last] < position)
        {
            following[last] = node;
        }
        else
        {
            heads.Add(Key(rank, position), node);
        }

        tail = Key(rank, node + 1);
    }

    /// <summary>Takes the pair that merges next.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryTake(out int rank, out int position)
    {
        if (heads.Count == 0)
        {
            (rank, position) = (RankTable.None, -1);
            return false;
        }

        (ulong key, int node) = heads.Top;
        rank = (int)(key >> 32);
        position = (int)(uint)key;
        int next = following[node];
        if (next >= 0)
        {
            heads.ReplaceTop(Key(rank, positions[next]), next);
        }
        else
        {
            heads.RemoveTop();
            ref ulong tail = ref tails[rank & tailMask];
            tail = tail == Key(rank, node + 1) ? 0 : tail;
        }

        following[node] = free;
        free = node;
        return true;
    }

    private static ulong Key(int rank, int low) => ((ulong)(uint)rank << 32) | (uint)low;

    private int NewNode(int position)
    {
        int node = free;
        if (node >= 0)
        {
            free = following[node];
        }
        else
        {
            node = used++;
        }

        positions[node] = position;
        following[node] = -1;
        return node;
    }
}
