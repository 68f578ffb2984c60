using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Exports;

/// <summary>Reads what stands beside the figures of an export, in the words of reports: currency, compare.</summary>
internal static class WordsBeside
{
    /// <summary>The question in the currency that is named. Dollars may be named too: they are what every file has.</summary>
    public static ExportQuery? InCurrency(ExportQuery query, SliceWords words, ExportTerms terms, out string? problem)
    {
        problem = null;
        if (words.One("currency") is not { } code || code == "USD")
        {
            return query;
        }

        if (query.Rows == ExportRows.Focus)
        {
            problem = "FOCUS charges are in their billing currency, which is USD: leave the currency out.";
            return null;
        }

        return terms.Currencies.Find(code, out problem) is { } currency ? query with { Currency = currency } : null;
    }

    /// <summary>The question compared with the time that is named.</summary>
    public static ExportQuery? Compared(ExportQuery query, SliceWords words, DateTimeOffset now, out string? problem)
    {
        problem = null;
        if (words.One("compare") is not { } compare)
        {
            return query;
        }

        if (!query.HasTimeBefore)
        {
            problem =
                "Calls, line items and FOCUS charges are single facts, with no time before them: leave 'compare' out, or "
                + "choose the rows groups or chargeback.";
            return null;
        }

        return SliceWords.Compared(query, compare, now, out problem)?.Compared(now);
    }
}
