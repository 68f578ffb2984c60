using System.Globalization;
using System.Net;

namespace TokenLedger.Configuration.Values;

/// <summary>What the text of a key may be, and how it becomes a value. Problems never repeat the text: it may be a secret.</summary>
/// <param name="Name">As the documentation calls it.</param>
/// <param name="Parse">Reads a text.</param>
public sealed record ValueKind(string Name, Func<string, Parsed> Parse)
{
    /// <summary>Any text.</summary>
    public static ValueKind Text { get; } = new("text", Parsed.Good);

    /// <summary>true or false; a <see cref="bool"/>.</summary>
    public static ValueKind Switch { get; } = new("true or false", ParseSwitch);

    /// <summary>A number from 0, read exactly; a <see cref="decimal"/>.</summary>
    public static ValueKind Number { get; } = new("number", ParseNumber);

    /// <summary>A whole number from 0; a <see cref="long"/>.</summary>
    public static ValueKind Count { get; } = new("whole number", ParseCount);

    /// <summary>ADDRESS:PORT; an <see cref="IPEndPoint"/>.</summary>
    public static ValueKind Listen { get; } = new("address:port", ListenAddress.Parse);

    /// <summary>The base address of an upstream; a <see cref="Uri"/>.</summary>
    public static ValueKind Upstream { get; } = new("URL", UpstreamUrl.Parse);

    /// <summary>A path prefix; a <see cref="string"/>.</summary>
    public static ValueKind PathPrefix { get; } = new("path", Values.PathPrefix.Parse);

    /// <summary>One of the words given, in any case; a lower-case <see cref="string"/>.</summary>
    public static ValueKind OneOf(params string[] words) =>
        new(
            string.Join(" | ", words),
            text =>
                words.Contains(text.ToLowerInvariant())
                    ? Parsed.Good(text.ToLowerInvariant())
                    : Parsed.Bad(
                        $"must be {string.Join(" or ", words)}{NearMiss.Suggest(text.ToLowerInvariant(), words)}"
                    )
        );

    /// <summary>A number of bytes within bounds; a <see cref="long"/>.</summary>
    public static ValueKind Size(string least, string most) => Bounded("size", SizeText.Parse, least, most);

    /// <summary>A time span within bounds; a <see cref="TimeSpan"/>.</summary>
    public static ValueKind Duration(string least, string most) => Bounded("duration", DurationText.Parse, least, most);

    private static ValueKind Bounded(string name, Func<string, Parsed> parse, string least, string most)
    {
        object? lowest = parse(least).Value;
        object? highest = parse(most).Value;
        return new(
            $"{name}, {least} to {most}",
            text =>
            {
                Parsed parsed = parse(text);
                bool outside =
                    parsed.Value is IComparable value && (value.CompareTo(lowest) < 0 || value.CompareTo(highest) > 0);
                return outside ? Parsed.Bad($"must be between {least} and {most}") : parsed;
            }
        );
    }

    private static Parsed ParseSwitch(string text) =>
        text.ToLowerInvariant() switch
        {
            "true" or "yes" or "on" or "1" => Parsed.Good(true),
            "false" or "no" or "off" or "0" => Parsed.Good(false),
            _ => Parsed.Bad("must be true or false"),
        };

    private static Parsed ParseNumber(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            ? Parsed.Good(number)
            : Parsed.Bad("must be a number, 0 or more");

    private static Parsed ParseCount(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            ? Parsed.Good(count)
            : Parsed.Bad("must be a whole number, 0 or more");
}
