namespace TokenLedger.Accounting.Rates;

/// <summary>
/// The tables of the folder rates/, built into this assembly. At start they are only hashed, where they lie in the
/// mapped file; a provider's rows are read when it is first asked for.
/// </summary>
internal static class EmbeddedRates
{
    private const string Folder = "rates/";
    private const string Extension = ".json";

    private static readonly Lazy<Dictionary<string, byte[]>> FoundDigests = new(Hash);

    /// <summary>The digest of each provider's table.</summary>
    public static IReadOnlyDictionary<string, byte[]> Digests => FoundDigests.Value;

    /// <summary>A provider's table as it was built in.</summary>
    public static byte[] Json(string provider)
    {
        using Stream stream = Open(Folder + provider + Extension);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A provider's rows, with the version they name.</summary>
    public static IReadOnlyList<RateRow> Read(string provider, BookVersion version)
    {
        RateTableReader reader = new(Folder + provider + Extension, version, strict: false);
        ReadTable? table = reader.Read(Json(provider));
        return table is not null && reader.Problems.Count == 0
            ? table.Rows
            : throw new InvalidOperationException("A built-in rate table is broken: " + reader.Problems[0]);
    }

    private static unsafe Dictionary<string, byte[]> Hash()
    {
        // Plain loops: at start every generic method over a new type is compiled before it runs once.
        Dictionary<string, byte[]> digests = new(StringComparer.OrdinalIgnoreCase);
        foreach (string name in typeof(EmbeddedRates).Assembly.GetManifestResourceNames())
        {
            if (name.StartsWith(Folder, StringComparison.Ordinal))
            {
                using UnmanagedMemoryStream stream = (UnmanagedMemoryStream)Open(name);
                byte[] digest = BookVersion.DigestOf(
                    new ReadOnlySpan<byte>(stream.PositionPointer, (int)stream.Length)
                );
                digests.Add(name[Folder.Length..^Extension.Length], digest);
            }
        }

        return digests;
    }

    private static Stream Open(string name) => typeof(EmbeddedRates).Assembly.GetManifestResourceStream(name)!;
}
