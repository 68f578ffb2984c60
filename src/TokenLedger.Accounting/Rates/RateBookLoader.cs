using System.Text;

namespace TokenLedger.Accounting.Rates;

/// <summary>
/// Makes a book of its sources. What an operator gives is read and checked at once; a built-in table was checked when
/// the tests ran and waits until its provider is asked for.
/// </summary>
internal sealed class RateBookLoader(RateSources sources)
{
    private readonly RowFactor[] factors = [.. sources.Factors.Select(factor => new RowFactor(factor))];
    private readonly BookVersion version = new();
    private readonly List<byte[]> digests = [];
    private readonly List<RateProblem> problems = [];
    private readonly Dictionary<string, RateTable> tables = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<RateRow>> overlays = new(StringComparer.OrdinalIgnoreCase);

    public RateBookResult Load()
    {
        foreach (RateFile file in sources.Tables)
        {
            AddTable(file);
        }

        foreach (RateFile file in sources.Overlays)
        {
            AddOverlay(file);
        }

        if (sources.BuiltIn)
        {
            AddBuiltIn();
        }

        foreach (RateFactor factor in sources.Factors)
        {
            digests.Add(BookVersion.DigestOf(Encoding.UTF8.GetBytes(factor.Canonical)));
        }

        if (problems.Count == 0 && tables.Count == 0)
        {
            problems.Add(new("rates", null, "no rate table was given; name a file or a folder with *.json in it"));
        }

        if (problems.Count > 0)
        {
            return new(null, problems);
        }

        version.Set(digests);
        return new(new RateBook(version, tables, OverlayTables(), sources.Factors), []);
    }

    /// <summary>One row that stands alone, as an exchange on file may carry it.</summary>
    public static (RateRow? Row, IReadOnlyList<RateProblem> Problems) LoadRow(
        string provider,
        string name,
        ReadOnlyMemory<byte> json
    )
    {
        RateTableReader reader = new(name, BookVersion.Of([BookVersion.DigestOf(json.Span)]), strict: true);
        return (reader.ReadRow(provider, json), reader.Problems);
    }

    private void AddTable(RateFile file)
    {
        digests.Add(BookVersion.DigestOf(file.Json.Span));
        if (ReadStrictly(file) is not ReadTable table)
        {
            return;
        }

        if (!tables.TryAdd(table.Provider, Table(table.Provider, () => table.Rows)))
        {
            problems.Add(
                new(file.Name, null, $"provider {table.Provider} has another table already; keep one file per provider")
            );
        }

        problems.AddRange(RateTableCheck.Overlaps(file.Name, table.Rows));
    }

    private void AddOverlay(RateFile file)
    {
        // Marked, because the same rows as a table would be another book.
        digests.Add(BookVersion.DigestOf([.. "overlay:"u8, .. BookVersion.DigestOf(file.Json.Span)]));
        if (ReadStrictly(file) is not ReadTable table)
        {
            return;
        }

        if (!overlays.TryGetValue(table.Provider, out List<RateRow>? rows))
        {
            overlays.Add(table.Provider, rows = []);
        }

        rows.AddRange(table.Rows);
        problems.AddRange(RateTableCheck.Overlaps(file.Name, rows));
    }

    private ReadTable? ReadStrictly(RateFile file)
    {
        RateTableReader reader = new(file.Name, version, strict: true);
        ReadTable? table = reader.Read(file.Json);
        problems.AddRange(reader.Problems);
        if (table is not null)
        {
            problems.AddRange(RateTableCheck.Patterns(file.Name, table.Rows));
        }

        return table;
    }

    private RateTable Table(string provider, Func<IReadOnlyList<RateRow>> read) => new(provider, read, factors);

    private void AddBuiltIn()
    {
        foreach ((string provider, byte[] digest) in EmbeddedRates.Digests)
        {
            if (tables.TryAdd(provider, Table(provider, () => EmbeddedRates.Read(provider, version))))
            {
                digests.Add(digest);
            }
        }
    }

    private Dictionary<string, RateTable> OverlayTables()
    {
        Dictionary<string, RateTable> made = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string provider, List<RateRow> rows) in overlays)
        {
            made.Add(provider, Table(provider, () => rows));
        }

        return made;
    }
}
