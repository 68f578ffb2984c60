namespace TokenLedger.Commands.Output;

/// <summary>The room a table has: the terminal's width, or all it wants where no terminal reads it.</summary>
internal static class Terminal
{
    private const int Unlimited = 400;
    private const int Least = 16;

    /// <summary>Whether a terminal reads the output, so that marks for the eye make sense.</summary>
    public static bool IsReading => !Console.IsOutputRedirected;

    /// <summary>Characters of a line.</summary>
    public static int Width => IsReading && Console.WindowWidth > 0 ? Console.WindowWidth : Unlimited;

    /// <summary>Characters left for the widest text when the other columns take so many.</summary>
    public static int RoomBeside(int others) => IsReading ? Math.Max(Least, Width - others) : Unlimited;
}
