namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// Gemini 2 takes 258 tokens for an image of at most 384 pixels a side, else 258 for each tile it is cut into; Gemini 3
/// and later take a fixed number by resolution, the high one when nothing is asked for.
/// https://ai.google.dev/gemini-api/docs/tokens
/// </summary>
internal static class GeminiImage
{
    private const int PerTile = 258;
    private const int PerImageSince3 = 1120;
    private const int SmallSide = 384;
    private const int LeastTile = 256;
    private const int MostTile = 768;

    public static long Tokens(string model, ImageSize size)
    {
        if (Generation(model) >= 3)
        {
            return PerImageSince3;
        }

        if (size.Width <= SmallSide && size.Height <= SmallSide)
        {
            return PerTile;
        }

        // A tile is two thirds of the shorter side.
        int tile = Math.Clamp(Math.Min(size.Width, size.Height) * 2 / 3, LeastTile, MostTile);
        return (long)Tiles(size.Width, tile) * Tiles(size.Height, tile) * PerTile;
    }

    private static int Tiles(int pixels, int tile) => (pixels + tile - 1) / tile;

    private static int Generation(string model)
    {
        const string Name = "gemini-";
        int at = model.IndexOf(Name, StringComparison.OrdinalIgnoreCase) + Name.Length;
        return at >= Name.Length && at < model.Length && char.IsAsciiDigit(model[at]) ? model[at] - '0' : 2;
    }
}
