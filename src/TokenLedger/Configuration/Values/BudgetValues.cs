using System.Globalization;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Gateway.Attribution;
using Lengths = TokenLedger.Accounting.Budgets.DurationText;

namespace TokenLedger.Configuration.Values;

/// <summary>The kinds of values of the budgets section, and of the options of the budgets command.</summary>
public static class BudgetValues
{
    private const string WindowForms =
        "must be one of minute, hour, day, week, month, quarter, year, session, lifetime, \"rolling 24h\", "
        + "or \"fixed 7d from 2026-01-01\"";

    private static readonly string[] InstantForms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    /// <summary>A pattern over keys; a <see cref="string"/>.</summary>
    public static ValueKind Keys { get; } =
        new("pattern", text => KeyGlob.Parse(text).Problem is { } wrong ? Parsed.Bad(wrong) : Parsed.Good(text));

    /// <summary>A part of a limit, as a percentage from 0 to 100; a <see cref="decimal"/>.</summary>
    public static ValueKind Soft { get; } =
        new(
            "part, or percent",
            text =>
                ValueKind.Number.Parse(text).Value is decimal number && number <= 100
                    ? Parsed.Good(RuleDocument.Percent(number))
                    : Parsed.Bad("must be a part of the limit such as 0.8, or a percentage up to 100")
        );

    /// <summary>An IANA name; a <see cref="string"/>.</summary>
    public static ValueKind TimeZone { get; } =
        new(
            "time zone",
            text =>
                TimeZoneInfo.TryFindSystemTimeZoneById(text, out _)
                    ? Parsed.Good(text)
                    : Parsed.Bad("is no time zone this machine knows; write an IANA name such as Europe/Berlin")
        );

    /// <summary>A window, its time zone left open; a <see cref="BudgetWindow"/>.</summary>
    public static ValueKind Window { get; } = new("window", ParseWindow);

    private static Parsed ParseWindow(string text)
    {
        string[] words = text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int period = words.Length == 1 ? BudgetNames.Periods.ToList().IndexOf(words[0]) : -1;
        return words switch
        {
            ["session"] => Parsed.Good(new BudgetWindow(WindowKind.Session)),
            ["lifetime"] => Parsed.Good(new BudgetWindow(WindowKind.Lifetime)),
            [_] when period >= 0 => Parsed.Good(
                new BudgetWindow(WindowKind.Calendar) { Period = (CalendarPeriod)period }
            ),
            ["rolling", string length] when Lengths.TryParse(length, out TimeSpan span) => Parsed.Good(
                new BudgetWindow(WindowKind.Rolling) { Length = span }
            ),
            ["fixed", string length, "from", string from]
                when Lengths.TryParse(length, out TimeSpan span) && Instant(from) is { } start => Parsed.Good(
                new BudgetWindow(WindowKind.Fixed) { Length = span, Start = start }
            ),
            _ => Parsed.Bad(WindowForms),
        };
    }

    private static DateTimeOffset? Instant(string text) =>
        DateTimeOffset.TryParseExact(
            text.ToUpperInvariant(),
            InstantForms,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset instant
        )
            ? instant
            : null;
}
