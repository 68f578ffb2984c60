using System.Globalization;

namespace TokenLedger.Accounting;

/// <summary>A number of things in words for people: one of them is not told as several.</summary>
public static class Counted
{
    /// <summary>"1 call", "2 calls", "12,345 calls".</summary>
    /// <param name="number">How many.</param>
    /// <param name="one">What one is, with what else changes with the number ("call has").</param>
    /// <param name="many">What several are; without it that of one with an s.</param>
    public static string Of(long number, string one, string? many = null) =>
        number.ToString("N0", CultureInfo.InvariantCulture) + " " + (number == 1 ? one : many ?? one + "s");
}
