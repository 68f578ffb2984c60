using System.Globalization;
using TokenLedger.Reporting.Currencies;
using TokenLedger.Reporting.Exports.Focus;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Chargeback;

namespace TokenLedger.Reporting.Exports;

/// <summary>What of exports is not asked for each time: it is configured.</summary>
public sealed record ExportTerms
{
    /// <summary>What FOCUS charges are like.</summary>
    public FocusTerms Focus { get; init; } = new();

    /// <summary>How statements tell and spread shared cost.</summary>
    public ChargebackTerms Chargeback { get; init; } = new();

    /// <summary>The currencies that amounts can be written in beside dollars.</summary>
    public CurrencyTable Currencies { get; init; } = CurrencyTable.None;
}

/// <summary>
/// Reads what is exported from named texts, the same for the command line, the API, scheduled exports and the manifests of
/// files: those of <see cref="SliceWords"/> and <see cref="ChargebackWords"/>, and rows, format, by, limit, focus-version, grain,
/// currency, compare.
/// </summary>
public static class ExportWords
{
    /// <summary>How far back an export looks when no window is given.</summary>
    public const string DefaultLast = "30d";

    /// <summary>The formats, for help and error messages.</summary>
    public const string Formats = "csv, json, jsonl, parquet, html (a statement), focus, focus-parquet";

    /// <summary>The names that are read.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [.. SliceWords.Names.Union([.. ChargebackWords.Names, "rows", "format", "focus-version", "grain", "currency"])];

    /// <summary>Reads the question.</summary>
    /// <param name="words">The texts.</param>
    /// <param name="terms">What FOCUS charges and statements are like where the texts do not say.</param>
    /// <param name="now">The clock.</param>
    /// <param name="problem">One sentence when the result is null.</param>
    /// <returns>The question; null when a text makes no sense.</returns>
    public static ExportQuery? Read(SliceWords words, ExportTerms terms, DateTimeOffset now, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(terms);
        ExportQuery query = new() { Focus = terms.Focus, Chargeback = terms.Chargeback };
        string format = words.One("format") ?? "csv";
        if (FormatOf(format) is not { } written)
        {
            problem = $"There is no format '{format}'. Choose from {Formats}.";
            return null;
        }

        bool isFocus = format.StartsWith("focus", StringComparison.Ordinal);
        if (RowsOf(words.One("rows"), isFocus) is not { } rows)
        {
            problem = isFocus
                ? "FOCUS has rows of its own: leave 'rows' out."
                : $"There are no rows '{words.One("rows")}'. Choose groups, calls, lines or chargeback.";
            return null;
        }

        if (written == ExportFormat.Html && rows != ExportRows.Chargeback)
        {
            problem = "Only statements are written as HTML: say rows=chargeback, or choose another format.";
            return null;
        }

        if (isFocus && words.One("basis") is not (null or "as_corrected"))
        {
            problem = "FOCUS charges have a rule of their own for corrections: leave the basis out.";
            return null;
        }

        if (
            WordsBeside.InCurrency(query with { Format = written, Rows = rows }, words, terms, out problem)
            is not { } chosen
        )
        {
            return null;
        }

        query = chosen;
        bool isMonthly = rows == ExportRows.Chargeback || words.One("month") is not null;
        SliceWords? windowed = isMonthly ? ChargebackWords.Monthly(words, now, out problem) : words;
        return
            windowed is not null
            && Grouped(query, words, out problem) is { } grouped
            && Terms(grouped, words, out problem) is { } focus
            && ChargebackWords.Terms(words, focus.Chargeback, out problem) is { } chargeback
            && windowed.Read(focus with { Chargeback = chargeback }, DefaultLast, now, out problem) is { } read
            ? WordsBeside.Compared(read, words, now, out problem)
            : null;
    }

    /// <summary>The words that make the question again, with its instants in full.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(ExportQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        SortedDictionary<string, IReadOnlyList<string>> words = new(StringComparer.Ordinal)
        {
            ["format"] = [FormatName(query)],
            ["basis"] = [query.Basis],
            ["time-zone"] = [query.Zone.Id],
            ["from"] = [Instant(query.Window.From ?? DateTimeOffset.UnixEpoch)],
        };
        Add("to", query.Window.To is { } to ? [Instant(to)] : []);
        Add("where", [.. query.Where.Select(condition => condition.ToString())]);
        Add("currency", query.Currency is { } currency ? [currency.Code] : []);
        Add("compare", query.Before is null ? [] : [SliceWords.Previous]);
        switch (query.Rows)
        {
            case ExportRows.Focus:
                words["focus-version"] = [query.Focus.VersionName];
                words["grain"] = [query.Focus.ByDay ? "day" : "hour"];
                words["closes-after"] = [query.Focus.Closing.Text];
                break;
            case ExportRows.Chargeback:
                words["rows"] = ["chargeback"];
                words["by"] = [query.By[0].Name];
                words["allocate"] = [query.Chargeback.RuleName];
                words["closes-after"] = [query.Chargeback.Closing.Text];
                Add("shared", [.. query.Chargeback.Shared.Select(condition => condition.ToString())]);
                Add("percent", [.. query.Chargeback.Percentages.Select(Percent)]);
                break;
            case ExportRows.Groups:
                words["by"] = [string.Join(',', query.By.Select(by => by.Name))];
                Add("limit", query.Limit == int.MaxValue ? [] : [query.Limit.ToString(CultureInfo.InvariantCulture)]);
                break;
            default:
                words["rows"] = [query.Rows == ExportRows.Calls ? "calls" : "lines"];
                break;
        }

        return words;

        void Add(string name, IReadOnlyList<string> texts)
        {
            if (texts.Count > 0)
            {
                words[name] = texts;
            }
        }
    }

    /// <summary>The name of rows and format.</summary>
    public static string FormatName(ExportQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return (query.Rows, query.Format) switch
        {
            (ExportRows.Focus, ExportFormat.Parquet) => "focus-parquet",
            (ExportRows.Focus, _) => "focus",
            (_, ExportFormat.Csv) => "csv",
            (_, ExportFormat.Json) => "json",
            (_, ExportFormat.JsonLines) => "jsonl",
            (_, ExportFormat.Html) => "html",
            _ => "parquet",
        };
    }

    private static ExportFormat? FormatOf(string name) =>
        name switch
        {
            "csv" or "focus" => ExportFormat.Csv,
            "json" => ExportFormat.Json,
            "jsonl" => ExportFormat.JsonLines,
            "html" => ExportFormat.Html,
            "parquet" or "focus-parquet" => ExportFormat.Parquet,
            _ => null,
        };

    private static ExportRows? RowsOf(string? name, bool isFocus) =>
        (name, isFocus) switch
        {
            (null, true) => ExportRows.Focus,
            (null or "groups", false) => ExportRows.Groups,
            ("calls", false) => ExportRows.Calls,
            ("lines", false) => ExportRows.Lines,
            ("chargeback", false) => ExportRows.Chargeback,
            _ => null,
        };

    private static ExportQuery? Grouped(ExportQuery query, SliceWords words, out string? problem)
    {
        bool isStatement = query.Rows == ExportRows.Chargeback;
        string usual = (isStatement ? Grouping.Tenant : Grouping.Model).Name;
        if (CostQuery.ParseBy(words.One("by") ?? usual, out problem) is not { } by)
        {
            return null;
        }

        if (isStatement && by.Count > 1)
        {
            problem = "A statement is by one name only.";
            return null;
        }

        bool takesBy = query.Rows == ExportRows.Groups || isStatement;
        if (
            (!takesBy && words.One("by") is not null)
            || (query.Rows != ExportRows.Groups && words.One("limit") is not null)
        )
        {
            problem = "'by' and 'limit' are for groups only. Leave them out, or leave 'rows' and 'format' as they are.";
            return null;
        }

        int limit = int.MaxValue;
        if (words.One("limit") is { } text && (!int.TryParse(text, NumberStyles.None, null, out limit) || limit < 1))
        {
            problem = $"'limit' must be a whole number from 1; it is '{text}'.";
            return null;
        }

        return query with
        {
            By = by,
            Limit = limit,
        };
    }

    private static ExportQuery? Terms(ExportQuery query, SliceWords words, out string? problem)
    {
        FocusTerms terms = query.Focus;
        problem = null;
        if (words.One("focus-version") is { } version)
        {
            if (FocusTerms.VersionOf(version) is not { } known)
            {
                problem = $"There is no FOCUS version '{version}' here. Choose 1.2, 1.3 or 1.4.";
                return null;
            }

            terms = terms with { Version = known };
        }

        if (words.One("grain") is { } grain)
        {
            if (grain is not ("hour" or "day"))
            {
                problem = $"'grain' must be hour or day; it is '{grain}'.";
                return null;
            }

            terms = terms with { ByDay = grain == "day" };
        }

        if (words.One("closes-after") is { } closes)
        {
            if (ClosingRule.Parse(closes, TimeZoneInfo.Utc) is not { } closing)
            {
                problem = $"'closes-after' must be a length of time such as 5d; it is '{closes}'.";
                return null;
            }

            terms = terms with { Closing = closing };
        }

        return query with
        {
            Focus = terms,
        };
    }

    private static string Percent(KeyValuePair<string, decimal> percent) =>
        string.Create(CultureInfo.InvariantCulture, $"{percent.Key}={percent.Value}");

    private static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
