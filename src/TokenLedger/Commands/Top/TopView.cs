namespace TokenLedger.Commands.Top;

/// <summary>What sessions are sorted by.</summary>
public enum TopSort
{
    /// <summary>The dearest first.</summary>
    Cost,

    /// <summary>Those with most calls first.</summary>
    Calls,

    /// <summary>Those with most tokens first.</summary>
    Tokens,

    /// <summary>Those heard of last first.</summary>
    Newest,
}

/// <summary>How the screen is shown.</summary>
/// <param name="Width">Characters in a line.</param>
/// <param name="Height">Lines; 0 for as many as there are.</param>
/// <param name="Sort">What sessions are sorted by.</param>
/// <param name="Colour">Whether the terminal shows colours.</param>
public sealed record TopView(int Width, int Height, TopSort Sort, bool Colour)
{
    /// <summary>The view after a key; null when the key ends it.</summary>
    public TopView? After(ConsoleKeyInfo key) =>
        key.Key switch
        {
            ConsoleKey.Q or ConsoleKey.Escape => null,
            ConsoleKey.C => this with { Sort = TopSort.Cost },
            ConsoleKey.N => this with { Sort = TopSort.Calls },
            ConsoleKey.T => this with { Sort = TopSort.Tokens },
            ConsoleKey.L => this with { Sort = TopSort.Newest },
            _ => this,
        };
}
