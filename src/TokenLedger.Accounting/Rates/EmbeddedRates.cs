using System.Reflection;

namespace TokenLedger.Accounting.Rates;

/// <summary>The tables of the folder rates/, built into this assembly.</summary>
internal static class EmbeddedRates
{
    private const string Folder = "rates/";

    public static RateBook Load()
    {
        RateBookResult result = RateBookLoader.Load(Tables(), checkPatterns: false);
        return result.Book
            ?? throw new InvalidOperationException("The built-in rate tables are broken: " + result.Problems[0]);
    }

    /// <summary>The tables, named "rates/PROVIDER.json".</summary>
    public static IEnumerable<(string Name, ReadOnlyMemory<byte> Json)> Tables()
    {
        Assembly assembly = typeof(EmbeddedRates).Assembly;
        return assembly
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => (name, Bytes(assembly, name)));
    }

    private static ReadOnlyMemory<byte> Bytes(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
