using System.Reflection;

namespace TokenLedger.Accounting.Rates;

/// <summary>The tables of the folder rates/, built into this assembly.</summary>
internal static class EmbeddedRates
{
    private const string Folder = "rates/";

    public static RateBook Load()
    {
        Assembly assembly = typeof(EmbeddedRates).Assembly;
        RateBookResult result = RateBookLoader.Load(
            assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
                .Select(name => (name, Bytes(assembly, name))),
            checkPatterns: false
        );
        return result.Book
            ?? throw new InvalidOperationException("The built-in rate tables are broken: " + result.Problems[0]);
    }

    private static ReadOnlyMemory<byte> Bytes(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
