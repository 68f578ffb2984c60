using System.Reflection;

namespace TokenLedger.Accounting.Rates;

/// <summary>The tables of the folder rates/, built into this assembly.</summary>
internal static class EmbeddedRates
{
    private const string Folder = "rates/";

    public static RateBook Load()
    {
        RateBookResult result = RateBookLoader.Load(Tables(), strict: false);
        return result.Book
            ?? throw new InvalidOperationException("The built-in rate tables are broken: " + result.Problems[0]);
    }

    /// <summary>The tables, named "rates/PROVIDER.json".</summary>
    public static List<RateFile> Tables()
    {
        Assembly assembly = typeof(EmbeddedRates).Assembly;
        // Plain loops: at start every generic method over a new type is compiled before it runs once.
        List<RateFile> files = [];
        foreach (string name in assembly.GetManifestResourceNames())
        {
            if (name.StartsWith(Folder, StringComparison.Ordinal))
            {
                files.Add(new(name, Bytes(assembly, name)));
            }
        }

        return files;
    }

    private static byte[] Bytes(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
