namespace TokenLedger.Accounting.Rates;

/// <summary>A rate table as it lies in a file.</summary>
/// <param name="Name">What problems call it.</param>
/// <param name="Json">Its bytes.</param>
public sealed record RateFile(string Name, ReadOnlyMemory<byte> Json);

/// <summary>What a book is made of.</summary>
public sealed record RateSources
{
    /// <summary>Whether the tables that ship with the program belong to the book.</summary>
    public bool BuiltIn { get; init; } = true;

    /// <summary>Tables, one per provider; each takes the place of the built-in one of its provider.</summary>
    public IReadOnlyList<RateFile> Tables { get; init; } = [];

    /// <summary>Tables whose rows are searched first: private models and agreed prices. Several may name one provider.</summary>
    public IReadOnlyList<RateFile> Overlays { get; init; } = [];

    /// <summary>Discounts, markups and commitments, which multiply whatever the rows say.</summary>
    public IReadOnlyList<RateFactor> Factors { get; init; } = [];
}
