namespace TokenLedger.Ledger.Entries;

/// <summary>
/// Instants as entries write them: RFC 3339, UTC, exactly six decimals ("2026-08-21T12:00:00.000001Z"). The fixed
/// width lets the single writer stamp the time of recording into bytes that are already encoded.
/// </summary>
internal static class EntryTime
{
    /// <summary>Bytes of an instant.</summary>
    public const int Width = 27;

    /// <summary>Microseconds since the Unix epoch, fractions of a microsecond cut.</summary>
    public static long Microseconds(DateTimeOffset instant) =>
        (instant.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The instant of a count of microseconds since the Unix epoch.</summary>
    public static DateTimeOffset Instant(long microseconds) =>
        new(DateTime.UnixEpoch.Ticks + microseconds * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    /// <summary>Writes the 27 bytes.</summary>
    public static void Format(long microseconds, Span<byte> target)
    {
        DateTime instant = new(DateTime.UnixEpoch.Ticks + microseconds * TimeSpan.TicksPerMicrosecond);
        instant.GetDate(out int year, out int month, out int day);
        Digits(target, 0, 4, year);
        target[4] = (byte)'-';
        Digits(target, 5, 2, month);
        target[7] = (byte)'-';
        Digits(target, 8, 2, day);
        target[10] = (byte)'T';
        long ofDay = instant.TimeOfDay.Ticks / TimeSpan.TicksPerMicrosecond;
        int seconds = (int)(ofDay / 1_000_000);
        Digits(target, 11, 2, seconds / 3600);
        target[13] = (byte)':';
        Digits(target, 14, 2, seconds / 60 % 60);
        target[16] = (byte)':';
        Digits(target, 17, 2, seconds % 60);
        target[19] = (byte)'.';
        Digits(target, 20, 6, (int)(ofDay % 1_000_000));
        target[26] = (byte)'Z';
    }

    /// <summary>Reads exactly what <see cref="Format"/> writes.</summary>
    /// <returns>False for any other text, valid instant or not.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length != Width || !HasShape(text))
        {
            return false;
        }

        int year = Number(text, 0, 4);
        int month = Number(text, 5, 2);
        int day = Number(text, 8, 2);
        int hour = Number(text, 11, 2);
        int minute = Number(text, 14, 2);
        int second = Number(text, 17, 2);
        if (year < 1 || month is < 1 or > 12 || day < 1 || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        if (day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        long ticks = new DateTime(year, month, day, hour, minute, second).Ticks;
        microseconds = (ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond + Number(text, 20, 6);
        return true;
    }

    private static bool HasShape(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> shape = "0000-00-00T00:00:00.000000Z"u8;
        for (int i = 0; i < Width; i++)
        {
            bool fits = shape[i] == (byte)'0' ? text[i] is >= (byte)'0' and <= (byte)'9' : text[i] == shape[i];
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }

    private static int Number(ReadOnlySpan<byte> text, int at, int width)
    {
        int value = 0;
        for (int i = at; i < at + width; i++)
        {
            value = value * 10 + (text[i] - '0');
        }

        return value;
    }

    private static void Digits(Span<byte> target, int at, int width, int value)
    {
        for (int i = at + width - 1; i >= at; i--)
        {
            target[i] = (byte)('0' + value % 10);
            value /= 10;
        }
    }

    private static void GetDate(this DateTime instant, out int year, out int month, out int day) =>
        (year, month, day) = (instant.Year, instant.Month, instant.Day);
}
