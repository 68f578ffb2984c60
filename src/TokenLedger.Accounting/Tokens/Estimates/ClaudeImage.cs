namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// Claude sees an image in patches of 28 × 28 pixels, one token each (about width × height / 750), after scaling it
/// down to the model's largest edge and number of patches. https://platform.claude.com/docs/en/build-with-claude/vision
/// </summary>
internal static class ClaudeImage
{
    private const int Patch = 28;

    // Since Opus 4.7; the models before, and the smaller ones, keep the older limits.
    private static readonly string[] HighResolution =
    [
        "opus-4-7",
        "opus-4.7",
        "opus-4-8",
        "opus-4.8",
        "opus-5",
        "fable",
        "sonnet-5",
    ];

    public static long Tokens(string model, ImageSize size)
    {
        bool high = HighResolution.Any(name => model.Contains(name, StringComparison.OrdinalIgnoreCase));
        (int edge, int most) = high ? (2576, 4784) : (1568, 1568);
        double scale = Math.Min(1, (double)edge / Math.Max(size.Width, size.Height));
        if (Patches(size, scale) > most)
        {
            scale = Math.Min(scale, Math.Sqrt((double)most * Patch * Patch / ((double)size.Width * size.Height)));
        }

        return Math.Min(most, Patches(size, scale));
    }

    private static long Patches(ImageSize size, double scale) => Side(size.Width, scale) * Side(size.Height, scale);

    private static long Side(int pixels, double scale) => Math.Max(1, (long)Math.Ceiling(pixels * scale / Patch));
}
