using TokenLedger.Reporting.Currencies;

namespace TokenLedger.Reporting.Queries;

/// <summary>What is a cost question's own, as typed.</summary>
/// <param name="Compare">"previous" for the same length of time before the window; null for no comparison.</param>
/// <param name="Currency">The code of a currency; null for dollars alone.</param>
public sealed record CostWords(string? Compare, string? Currency)
{
    /// <summary>The one comparison there is.</summary>
    public const string Previous = "previous";

    /// <summary>Puts the words into a question whose window is known.</summary>
    /// <param name="question">The question; null when the words before made no sense.</param>
    /// <param name="currencies">The currencies there are.</param>
    /// <param name="now">The clock.</param>
    /// <param name="problem">One sentence when the result is null; as it was when the question is null.</param>
    public CostQuery? Read(CostQuery? question, CurrencyTable currencies, DateTimeOffset now, ref string? problem)
    {
        ArgumentNullException.ThrowIfNull(currencies);
        if (question is null)
        {
            return null;
        }

        CostQuery? compared = Compare is null ? question : SliceWords.Compared(question, Compare, now, out problem);
        Currency? currency =
            problem is null && Currency is not null and not "USD" ? currencies.Find(Currency, out problem) : null;
        return problem is null ? compared! with { Currency = currency } : null;
    }
}
