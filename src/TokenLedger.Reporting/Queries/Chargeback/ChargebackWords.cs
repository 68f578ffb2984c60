using System.Globalization;
using TokenLedger.Reporting.Exports;

namespace TokenLedger.Reporting.Queries.Chargeback;

/// <summary>
/// Reads a question for a statement from named texts: those of <see cref="SliceWords"/>, and by (one grouping), month
/// (2026-11), allocate, percent (NAME=NUMBER, repeatable), shared (a condition, repeatable), closes-after, compare.
/// </summary>
public static class ChargebackWords
{
    /// <summary>The names that are its own.</summary>
    public static IReadOnlyList<string> Names { get; } =
    ["by", "month", "allocate", "percent", "shared", "closes-after", "compare"];

    /// <summary>Those of them that may be said more than once.</summary>
    public static IReadOnlyList<string> Repeatable { get; } = ["percent", "shared"];

    /// <summary>Reads the question.</summary>
    /// <param name="words">The texts.</param>
    /// <param name="terms">How shared cost is told and spread where the texts do not say.</param>
    /// <param name="now">The clock: without a window the statement is about its month.</param>
    /// <param name="problem">One sentence when the result is null.</param>
    public static ChargebackQuery? Read(
        SliceWords words,
        ChargebackTerms terms,
        DateTimeOffset now,
        out string? problem
    )
    {
        ArgumentNullException.ThrowIfNull(words);
        string by = words.One("by") ?? Grouping.Tenant.Name;
        if (Grouping.Find(by) is not { } grouping)
        {
            problem = $"There is no grouping '{by}'. Choose one of {Grouping.Choices}.";
            return null;
        }

        if (Terms(words, terms, out problem) is not { } stated || Monthly(words, now, out problem) is not { } window)
        {
            return null;
        }

        ChargebackQuery? query = window.Read(
            new ChargebackQuery { By = grouping, Terms = stated },
            null,
            now,
            out problem
        );
        return query is null || words.One("compare") is not { } compare
            ? query
            : Compared(query, compare, now, out problem);
    }

    /// <summary>Whole months are compared with as many before them, anything else with the same length of time.</summary>
    private static ChargebackQuery? Compared(
        ChargebackQuery query,
        string compare,
        DateTimeOffset now,
        out string? problem
    ) =>
        SliceWords.Compared(query, compare, now, out problem) is { } compared
            ? compared with
            {
                Before = query.Window.MonthsBefore(query.Zone) ?? compared.Before,
            }
            : null;

    /// <summary>How shared cost is told and spread.</summary>
    public static ChargebackTerms? Terms(SliceWords words, ChargebackTerms terms, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(terms);
        problem = null;
        if (words.One("closes-after") is { } closes)
        {
            if (ClosingRule.Parse(closes, TimeZoneInfo.Utc) is not { } closing)
            {
                problem = $"'closes-after' must be a length of time such as 5d; it is '{closes}'.";
                return null;
            }

            terms = terms with { Closing = closing };
        }

        List<Filter> shared = [];
        foreach (string text in words.Values("shared"))
        {
            if (Filter.Parse(text, out problem) is not { } filter)
            {
                return null;
            }

            shared.Add(filter);
        }

        terms = shared.Count == 0 ? terms : terms with { Shared = shared };
        return words.One("allocate") is null && words.Values("percent").Count == 0
            ? terms
            : Allocated(words, terms, out problem);
    }

    private static ChargebackTerms? Allocated(SliceWords words, ChargebackTerms terms, out string? problem)
    {
        Dictionary<string, decimal> percentages = new(StringComparer.Ordinal);
        foreach (string text in words.Values("percent"))
        {
            int equals = text.LastIndexOf('=');
            bool isGood =
                equals > 0
                && decimal.TryParse(
                    text.AsSpan(equals + 1),
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out decimal percent
                )
                && percent.Scale <= 12
                && percentages.TryAdd(text[..equals], percent);
            if (!isGood)
            {
                problem = $"'{text}' is no percentage. Write NAME=NUMBER, each name once, such as search=62.5.";
                return null;
            }
        }

        string rule = words.One("allocate") ?? "fixed";
        problem =
            rule is not ("proportional" or "even" or "fixed")
                ? $"There is no rule '{rule}'. Choose proportional, even or fixed."
            : rule == "fixed" && percentages.Values.Sum() != 100
                ? $"The percentages must sum to 100; they sum to {percentages.Values.Sum().ToString(CultureInfo.InvariantCulture)}."
            : rule != "fixed" && percentages.Count > 0 ? $"Percentages are for the rule fixed, not for {rule}."
            : null;
        return problem is not null
            ? null
            : terms with
            {
                Rule = rule switch
                {
                    "even" => AllocationRule.Even,
                    "fixed" => AllocationRule.Fixed,
                    _ => AllocationRule.Proportional,
                },
                Percentages = percentages,
            };
    }

    /// <summary>The same words with the month in place of a window; this month when there is neither.</summary>
    public static SliceWords? Monthly(SliceWords words, DateTimeOffset now, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(words);
        problem = null;
        bool hasWindow = (words.One("last") ?? words.One("from") ?? words.One("to")) is not null;
        string? month = words.One("month");
        if (hasWindow)
        {
            problem = month is null ? null : "Give either a month or a window (last, from, to), not both.";
            return month is null ? words : null;
        }

        DateTime first = new(now.UtcDateTime.Year, now.UtcDateTime.Month, 1);
        if (
            month is not null
            && !DateTime.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out first)
        )
        {
            problem = $"'{month}' is no month. Write it as 2026-11.";
            return null;
        }

        string from = Text(first);
        string to = Text(first.AddMonths(1));
        return new(name =>
            name == "from" ? [from]
            : name == "to" ? [to]
            : words.Values(name)
        );
    }

    private static string Text(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
