namespace TokenLedger.Commands.Output;

/// <summary>The room a table has: the terminal's width, or all it wants where no terminal reads it.</summary>
internal static class Terminal
{
    private const int Unlimited = 400;
    private const int Least = 16;

    /// <summary>Characters left for the widest text when the other columns take so many.</summary>
    public static int RoomBeside(int others) =>
        Console.IsOutputRedirected ? Unlimited : Math.Max(Least, Console.WindowWidth - others);
}
