using System.Collections.Concurrent;
using System.IO.Compression;
using TokenLedger.Accounting.Tokens;

namespace TokenLedger.Accounting.Tests.Tokens;

/// <summary>Byte-pair merging as it is defined, with strings and a dictionary: slow and easy to believe.</summary>
internal static class NaiveMerge
{
    private static readonly ConcurrentDictionary<string, Dictionary<string, int>> Ranks = new();

    /// <summary>The ids of one piece.</summary>
    public static List<int> Ids(string encoding, byte[] piece)
    {
        Dictionary<string, int> ranks = Ranks.GetOrAdd(encoding, Read);
        List<string> parts = [.. piece.Select(value => ((char)value).ToString())];
        string whole = string.Concat(parts);
        if (ranks.TryGetValue(whole, out int single))
        {
            return [single];
        }

        while (true)
        {
            int least = int.MaxValue;
            int at = -1;
            for (int i = 0; i + 1 < parts.Count; i++)
            {
                if (ranks.TryGetValue(parts[i] + parts[i + 1], out int rank) && rank < least)
                {
                    (least, at) = (rank, i);
                }
            }

            if (at < 0)
            {
                return [.. parts.Select(part => ranks[part])];
            }

            parts[at] += parts[at + 1];
            parts.RemoveAt(at + 1);
        }
    }

    private static Dictionary<string, int> Read(string encoding)
    {
        using Stream packed = typeof(BytePairEncoding).Assembly.GetManifestResourceStream(
            $"ranks/{encoding}.ranks.gz"
        )!;
        using MemoryStream bytes = new();
        new GZipStream(packed, CompressionMode.Decompress).CopyTo(bytes);
        byte[] all = bytes.ToArray();
        Dictionary<string, int> ranks = new(StringComparer.Ordinal);
        int rank = 0;
        for (int at = 0; at < all.Length; at += all[at] + 1)
        {
            ranks.TryAdd(string.Concat(all.AsSpan(at + 1, all[at]).ToArray().Select(value => (char)value)), rank++);
        }

        return ranks;
    }
}
