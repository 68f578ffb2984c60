using System.Buffers;

namespace TokenLedger.Accounting.Tokens.Merging;

/// <summary>The heads of runs, the least key on top: a heap of four children to a node in rented arrays that grow.</summary>
internal ref struct RunHeap
{
    private const int Children = 4;
    private const int StartSize = 256;

    private ulong[] keys = ArrayPool<ulong>.Shared.Rent(StartSize);
    private int[] nodes = ArrayPool<int>.Shared.Rent(StartSize);

    public RunHeap() { }

    /// <summary>Runs in the heap.</summary>
    public int Count { get; private set; }

    /// <summary>The least key and its node; only with a count above 0.</summary>
    public readonly (ulong Key, int Node) Top => (keys[0], nodes[0]);

    /// <summary>Gives the arrays back.</summary>
    public readonly void Return()
    {
        ArrayPool<ulong>.Shared.Return(keys);
        ArrayPool<int>.Shared.Return(nodes);
    }

    /// <summary>Adds a run.</summary>
    public void Add(ulong key, int node)
    {
        if (Count == Math.Min(keys.Length, nodes.Length))
        {
            Grow(ref keys);
            Grow(ref nodes);
        }

        int at = Count++;
        while (at > 0)
        {
            int parent = (at - 1) / Children;
            if (keys[parent] <= key)
            {
                break;
            }

            (keys[at], nodes[at]) = (keys[parent], nodes[parent]);
            at = parent;
        }

        (keys[at], nodes[at]) = (key, node);
    }

    /// <summary>Takes the least away.</summary>
    public void RemoveTop()
    {
        Count--;
        if (Count > 0)
        {
            ReplaceTop(keys[Count], nodes[Count]);
        }
    }

    /// <summary>Puts another in the place of the least.</summary>
    public readonly void ReplaceTop(ulong key, int node)
    {
        int at = 0;
        while (true)
        {
            int first = at * Children + 1;
            if (first >= Count)
            {
                break;
            }

            int least = first;
            int end = Math.Min(first + Children, Count);
            for (int child = first + 1; child < end; child++)
            {
                least = keys[child] < keys[least] ? child : least;
            }

            if (keys[least] >= key)
            {
                break;
            }

            (keys[at], nodes[at]) = (keys[least], nodes[least]);
            at = least;
        }

        (keys[at], nodes[at]) = (key, node);
    }

    private static void Grow<T>(ref T[] array)
    {
        T[] larger = ArrayPool<T>.Shared.Rent(array.Length * 2);
        array.CopyTo(larger, 0);
        ArrayPool<T>.Shared.Return(array);
        array = larger;
    }
}
