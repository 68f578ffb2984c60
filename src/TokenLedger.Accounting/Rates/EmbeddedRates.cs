using System.Reflection;
using System.Text.Json;

namespace TokenLedger.Accounting.Rates;

/// <summary>The tables of the folder rates/, built into this assembly; each is named after its provider.</summary>
internal static class EmbeddedRates
{
    private const string Folder = "rates/";

    public static RateBook Load()
    {
        RateBookResult result = RateBookLoader.Load(Tables(), checkPatterns: false);
        return result.Book
            ?? throw new InvalidOperationException("The built-in rate tables are broken: " + result.Problems[0]);
    }

    /// <summary>With further tables, each in the place of the built-in one of its provider.</summary>
    public static RateBookResult LoadWith(IReadOnlyList<(string Name, ReadOnlyMemory<byte> Json)> further)
    {
        HashSet<string> replaced = [.. further.Select(table => $"{Folder}{ProviderOf(table.Json)}.json")];
        return RateBookLoader.Load([.. Tables().Where(table => !replaced.Contains(table.Name)), .. further], true);
    }

    /// <summary>The provider a table names; null for what is no table, which the loader then reports.</summary>
    private static string? ProviderOf(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument table = JsonDocument.Parse(json);
            return table.RootElement.ValueKind == JsonValueKind.Object
                ? RateJson.Text(table.RootElement, "provider")?.ToLowerInvariant()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<(string Name, ReadOnlyMemory<byte> Json)> Tables()
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
