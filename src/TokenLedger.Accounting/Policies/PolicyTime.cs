using System.Globalization;

namespace TokenLedger.Accounting.Policies;

/// <summary>The fields that an instant gives, all in UTC.</summary>
public static class PolicyTime
{
    /// <summary>The time, the hour or the day of the week of an instant.</summary>
    public static PolicyValue Part(InputField field, DateTimeOffset at) =>
        field switch
        {
            InputField.Time => PolicyValue.Of(
                at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
            ),
            InputField.Hour => PolicyValue.Of((decimal)at.UtcDateTime.Hour),
            _ => PolicyValue.Of((decimal)((((int)at.UtcDateTime.DayOfWeek + 6) % 7) + 1)),
        };
}
