namespace TokenLedger.Accounting.Rates;

/// <summary>Something wrong in a rate table.</summary>
/// <param name="File">The table's name as the caller gave it.</param>
/// <param name="Row">The row's model and place ("gpt-5 (row 12)"); null when it is about the whole file.</param>
/// <param name="Message">What is wrong, a sentence for people.</param>
public sealed record RateProblem(string File, string? Row, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Row is null ? $"{File}: {Message}" : $"{File}: {Row}: {Message}";
}

/// <summary>What came of reading rate tables: a book, or everything that is wrong with them.</summary>
/// <param name="Book">The book; null when there are problems.</param>
/// <param name="Problems">All problems of all tables.</param>
public sealed record RateBookResult(RateBook? Book, IReadOnlyList<RateProblem> Problems);

/// <summary>How a model id led to a row.</summary>
/// <param name="Row">The row in force.</param>
/// <param name="How">
/// The form of the id that matched and what it matched: "exact-id", "exact-prefix", "exact-pattern" for the id as
/// given; "path-…" without its resource path; "undated-…" without its date; "latest-…" without "-latest".
/// </param>
public sealed record RateMatch(RateRow Row, string How);
