using System.Globalization;

namespace TokenLedger.Ledger.Embedded;

/// <summary>The files of a ledger's folder.</summary>
internal static class SegmentPath
{
    /// <summary>Entries of one segment: one full tile of level 1.</summary>
    public const long Entries = 65_536;

    /// <summary>Folder of the segments.</summary>
    public const string Folder = "seg";

    /// <summary>Folder of snapshots and of the tiles' position.</summary>
    public const string StateFolder = "state";

    /// <summary>The newest signed checkpoint.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>The public key, C2SP vkey text.</summary>
    public const string VerifierKey = "vkey";

    /// <summary>The private key, 0600.</summary>
    public const string SigningKey = "signing.key";

    /// <summary>The file that the one writer locks; holds its process id.</summary>
    public const string Lock = "lock";

    /// <summary>The size up to which tiles are on stable storage, as decimal text.</summary>
    public const string Tiled = "state/tiled";

    /// <summary>The balances of the budgets at a position; derived.</summary>
    public const string Balances = "state/balances";

    /// <summary>First entry of the segment that holds an entry.</summary>
    public static long FirstOf(long sequence) => sequence - sequence % Entries;

    /// <summary>seg/FIRST.seg, twelve digits.</summary>
    public static string Of(long first) => $"{Folder}/{first.ToString("D12", CultureInfo.InvariantCulture)}.seg";

    /// <summary>state/FIRST.snap, twelve digits.</summary>
    public static string Snapshot(long first) =>
        $"{StateFolder}/{first.ToString("D12", CultureInfo.InvariantCulture)}.snap";

    /// <summary>The numbers in file names with the given extension, ascending; other files are passed over.</summary>
    public static List<long> Numbers(IEnumerable<string> names, string extension)
    {
        List<long> numbers = [];
        foreach (string name in names)
        {
            if (
                name.EndsWith(extension, StringComparison.Ordinal)
                && long.TryParse(
                    name.AsSpan(0, name.Length - extension.Length),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out long number
                )
            )
            {
                numbers.Add(number);
            }
        }

        numbers.Sort();
        return numbers;
    }
}
