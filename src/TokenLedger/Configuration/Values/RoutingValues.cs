using System.Globalization;

namespace TokenLedger.Configuration.Values;

/// <summary>The kinds of values of the routing section.</summary>
public static class RoutingValues
{
    /// <summary>An HTTP status that tells of a failure; a <see cref="long"/>.</summary>
    public static ValueKind Status { get; } = Whole("status", 400, 599);

    /// <summary>A whole number within bounds; a <see cref="long"/>.</summary>
    /// <param name="least">The smallest.</param>
    /// <param name="most">The largest.</param>
    public static ValueKind Whole(long least, long most) => Whole("whole number", least, most);

    private static ValueKind Whole(string name, long least, long most) =>
        new(
            $"{name}, {least} to {most}",
            text =>
                long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                && number >= least
                && number <= most
                    ? Parsed.Good(number)
                    : Parsed.Bad($"must be a whole number from {least} to {most}")
        );
}
