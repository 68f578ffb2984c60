namespace TokenLedger.Accounting.Rates.Import;

/// <summary>Something of a foreign table that ours cannot say, or should not without a look.</summary>
/// <param name="What">What it is.</param>
/// <param name="Models">Where, "provider/model" each.</param>
public sealed record NotCarried(string What, IReadOnlyList<string> Models);

/// <summary>What came of reading a foreign table.</summary>
/// <param name="Format">Which form it has.</param>
/// <param name="Rows">The rows by provider.</param>
/// <param name="Left">What was not carried over.</param>
public sealed record ImportedTables(
    string Format,
    IReadOnlyDictionary<string, IReadOnlyList<RateRow>> Rows,
    IReadOnlyList<NotCarried> Left
);
