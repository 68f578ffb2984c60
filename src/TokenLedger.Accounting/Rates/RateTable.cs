namespace TokenLedger.Accounting.Rates;

/// <summary>One provider's rows, found by model. A built-in table is read when its provider is first asked for.</summary>
internal sealed class RateTable
{
    private readonly Lazy<ModelIndex> index;

    /// <summary>A table whose rows are read when they are first needed.</summary>
    /// <param name="provider">The provider's short name.</param>
    /// <param name="read">Reads the rows.</param>
    /// <param name="factors">The operator's factors of the book.</param>
    public RateTable(string provider, Func<IReadOnlyList<RateRow>> read, IReadOnlyList<RowFactor> factors)
    {
        Provider = provider;
        index = new(() => new ModelIndex(WithFactors(read(), factors)));
    }

    /// <summary>The provider's short name.</summary>
    public string Provider { get; }

    /// <summary>Whether the rows are in memory.</summary>
    public bool IsRead => index.IsValueCreated;

    /// <summary>The rows by model.</summary>
    public ModelIndex Index => index.Value;

    /// <summary>The rows in the file's order.</summary>
    public IReadOnlyList<RateRow> Rows => Index.Rows;

    private static IReadOnlyList<RateRow> WithFactors(IReadOnlyList<RateRow> rows, IReadOnlyList<RowFactor> factors)
    {
        if (factors.Count > 0)
        {
            foreach (RateRow row in rows)
            {
                row.Factors = [.. factors.Where(factor => factor.IsAbout(row))];
            }
        }

        return rows;
    }
}
