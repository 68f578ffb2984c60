using System.Globalization;

namespace TokenLedger.Configuration.Values;

/// <summary>Sizes as people write them: "64MiB", "1MB", "512KiB", "1048576".</summary>
public static class SizeText
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("KiB", 1L << 10),
        ("MiB", 1L << 20),
        ("GiB", 1L << 30),
        ("KB", 1_000),
        ("MB", 1_000_000),
        ("GB", 1_000_000_000),
        ("B", 1),
        ("", 1),
    ];

    /// <summary>Reads a size in bytes, a <see cref="long"/>.</summary>
    public static Parsed Parse(string text)
    {
        (string unit, long bytes) = Units.First(u => text.EndsWith(u.Unit, StringComparison.OrdinalIgnoreCase));
        string digits = text[..^unit.Length].TrimEnd();
        bool good =
            long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            && count <= long.MaxValue / bytes;
        return good ? Parsed.Good(count * bytes) : Parsed.Bad("must be a size such as 64MiB, 512KiB or 1048576");
    }
}
