using System.Globalization;

namespace TokenLedger.Ledger.Merkle;

/// <summary>Where tiles lie (C2SP tlog-tiles): 256 hashes a tile, the number in groups of three digits.</summary>
internal static class TilePath
{
    /// <summary>Hashes in a full tile, entries in a full bundle.</summary>
    public const int Width = 256;

    /// <summary>tile/LEVEL/NUMBER, with .p/WIDTH when it is not full.</summary>
    public static string Hashes(int level, long number, int width) =>
        "tile/" + level.ToString(CultureInfo.InvariantCulture) + "/" + Numbered(number, width);

    /// <summary>tile/entries/NUMBER, with .p/WIDTH when it is not full.</summary>
    public static string Entries(long number, int width) => "tile/entries/" + Numbered(number, width);

    /// <summary>The partial tiles and the partial bundle of a tree.</summary>
    public static List<string> Partials(long size)
    {
        List<string> paths = [];
        for (int level = 0; size >> (8 * level) > 0; level++)
        {
            long hashes = size >> (8 * level);
            if (hashes % Width > 0)
            {
                paths.Add(Hashes(level, hashes / Width, (int)(hashes % Width)));
            }
        }

        if (size % Width > 0)
        {
            paths.Add(Entries(size / Width, (int)(size % Width)));
        }

        return paths;
    }

    private static string Numbered(long number, int width)
    {
        string path = (number % 1000).ToString("D3", CultureInfo.InvariantCulture);
        for (long rest = number / 1000; rest > 0; rest /= 1000)
        {
            path = "x" + (rest % 1000).ToString("D3", CultureInfo.InvariantCulture) + "/" + path;
        }

        return width == Width ? path : path + ".p/" + width.ToString(CultureInfo.InvariantCulture);
    }
}
