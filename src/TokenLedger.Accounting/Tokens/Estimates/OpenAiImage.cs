namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// OpenAI's models see an image either in tiles of 512 pixels on top of a base, or in patches of 32 pixels times a
/// factor. https://platform.openai.com/docs/guides/images-vision#calculating-costs
/// </summary>
internal static class OpenAiImage
{
    private const int Tile = 512;
    private const int LongSide = 2048;
    private const int ShortSide = 768;
    private const int Patch = 32;
    private const int MostPatches = 1536;
    private const int LowPatches = 256;

    private sealed record TileCost(string Family, int Base, int PerTile);

    /// <summary>A factor in percent, and how far users have found the bill to be from it.</summary>
    private sealed record PatchCost(string Family, int Percent, int Error);

    // Longest first where one name begins another.
    private static readonly PatchCost[] Patched =
    [
        new("gpt-4.1-mini", 162, 10),
        new("gpt-4.1-nano", 246, 10),
        new("gpt-5-mini", 162, 35),
        new("gpt-5-nano", 246, 35),
        new("o4-mini", 172, 10),
    ];

    private static readonly TileCost[] Tiled =
    [
        new("gpt-4o-mini", 2833, 5667),
        new("computer-use", 65, 129),
        new("gpt-4o", 85, 170),
        new("gpt-4.1", 85, 170),
        new("gpt-4.5", 85, 170),
        new("gpt-4", 85, 170),
        new("gpt-5-chat", 70, 140),
        new("gpt-5", 70, 140),
        new("o1", 75, 150),
        new("o3", 75, 150),
    ];

    /// <summary>Models whose formula is not published, or not known here: patches, and little trust in the factor.</summary>
    private static readonly PatchCost Unknown = new("", 120, 50);

    /// <summary>Tokens of an image and the error of the formula in percent.</summary>
    public static (long Tokens, int Error) Tokens(string model, ImageSize size, bool low)
    {
        string name = ModelEncodings.Bare(model).ToString();
        if (Array.Find(Patched, cost => ModelEncodings.IsOf(name, cost.Family)) is { } patched)
        {
            return (InPatches(size, patched.Percent, low), patched.Error);
        }

        // "gpt-5.4" is another generation than "gpt-5": a point behind the name makes another family.
        return Array.Find(Tiled, cost => IsOfTiled(name, cost.Family)) is { } tiled
            ? (InTiles(size, tiled, low), 10)
            : (InPatches(size, Unknown.Percent, low), Unknown.Error);
    }

    private static bool IsOfTiled(string name, string family) =>
        ModelEncodings.IsOf(name, family) && (name.Length == family.Length || name[family.Length] != '.');

    private static long InTiles(ImageSize size, TileCost cost, bool low)
    {
        if (low)
        {
            return cost.Base;
        }

        double scale = Math.Min(1, (double)LongSide / Math.Max(size.Width, size.Height));
        scale = Math.Min(scale, (double)ShortSide / Math.Min(size.Width, size.Height));
        return cost.Base + cost.PerTile * Units(size.Width * scale, Tile) * Units(size.Height * scale, Tile);
    }

    private static long InPatches(ImageSize size, int percent, bool low)
    {
        int most = low ? LowPatches : MostPatches;
        long patches = Units(size.Width, Patch) * Units(size.Height, Patch);
        if (patches > most)
        {
            // Scaled to the budget, and then so that one side is whole patches.
            double scale = Math.Sqrt((double)most * Patch * Patch / ((double)size.Width * size.Height));
            double width = size.Width * scale / Patch;
            double height = size.Height * scale / Patch;
            double fit = Math.Min(Math.Floor(width) / width, Math.Floor(height) / height);
            patches = Math.Min(most, Units(width * fit, 1) * Units(height * fit, 1));
        }

        return (patches * percent + 99) / 100;
    }

    /// <summary>Units that cover a length; what floating point adds to a whole number is no unit more.</summary>
    private static long Units(double length, int unit) => Math.Max(1, (long)Math.Ceiling(length / unit - 1e-6));
}
