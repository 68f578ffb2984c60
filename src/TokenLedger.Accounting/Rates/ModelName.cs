using System.Globalization;

namespace TokenLedger.Accounting.Rates;

/// <summary>
/// The forms of a model id that are looked up, in order, each made from the one before: as given, without its resource
/// path, without a date at its end, without "-latest". Only dates that exist in the calendar are taken off.
/// </summary>
internal static class ModelName
{
    private const string Latest = "-latest";

    /// <summary>The distinct forms, each with the word that names it in <see cref="RateMatch.How"/>.</summary>
    public static IEnumerable<(string Form, string Id)> Forms(string id)
    {
        yield return ("exact", id);
        string plain = id[(id.LastIndexOf('/') + 1)..];
        if (plain.Length > 0 && plain.Length < id.Length)
        {
            yield return ("path", plain);
        }

        string undated = WithoutDate(plain);
        if (undated.Length < plain.Length)
        {
            yield return ("undated", undated);
        }

        if (undated.EndsWith(Latest, StringComparison.OrdinalIgnoreCase))
        {
            yield return ("latest", undated[..^Latest.Length]);
        }
    }

    /// <summary>Takes off -YYYYMMDD, @YYYYMMDD or -YYYY-MM-DD.</summary>
    private static string WithoutDate(string id)
    {
        if (id.Length > 11 && id[^11] == '-' && IsDate(id.AsSpan(id.Length - 10), "yyyy-MM-dd"))
        {
            return id[..^11];
        }

        return id.Length > 9 && (id[^9] is '-' or '@') && IsDate(id.AsSpan(id.Length - 8), "yyyyMMdd") ? id[..^9] : id;
    }

    private static bool IsDate(ReadOnlySpan<char> text, string format) =>
        DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
