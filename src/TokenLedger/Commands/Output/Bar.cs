namespace TokenLedger.Commands.Output;

/// <summary>A bar as long as a value is great.</summary>
internal static class Bar
{
    private const int Longest = 24;
    private const string Parts = " ▏▎▍▌▋▊▉";

    /// <summary>The bar; nothing for what is not greater than 0, and never nothing for anything else.</summary>
    /// <param name="value">The value.</param>
    /// <param name="most">The greatest of all, whose bar is the longest.</param>
    public static string Of(Int128 value, Int128 most)
    {
        if (value <= 0)
        {
            return "";
        }

        int eighths = Math.Max(1, (int)(value * Longest * Parts.Length / most));
        string whole = new('█', eighths / Parts.Length);
        int rest = eighths % Parts.Length;
        return rest == 0 ? whole : whole + Parts[rest];
    }
}
