using System.Globalization;

namespace TokenLedger.Configuration.Values;

/// <summary>The values of the exports section.</summary>
public static class ExportValues
{
    /// <summary>A time of day; a <see cref="TimeSpan"/> after midnight.</summary>
    public static ValueKind TimeOfDay { get; } =
        new(
            "HH:MM",
            text =>
                TimeOnly.TryParseExact(
                    text,
                    "HH:mm",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out TimeOnly time
                )
                    ? Parsed.Good(time.ToTimeSpan())
                    : Parsed.Bad("must be a time of day such as 04:00")
        );
}
