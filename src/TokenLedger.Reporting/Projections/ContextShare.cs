namespace TokenLedger.Reporting.Projections;

/// <summary>How much of its model's context window a prompt takes.</summary>
internal static class ContextShare
{
    /// <summary>What a full window is: a share is in hundredths of a percent.</summary>
    public const int Full = 10_000;

    /// <summary>
    /// The most that is told, ten windows: a prompt may be larger than the window that the rate book knows, but what is far
    /// beyond it is a mistake, and reports keep a table as long as the largest share.
    /// </summary>
    public const int Most = 10 * Full;

    /// <summary>
    /// The share, rounded up, so that "above 80 %" is answered exactly; 0 where one of the two is not known.
    /// </summary>
    /// <param name="tokens">The prompt's tokens.</param>
    /// <param name="window">The window's tokens.</param>
    public static long Of(long? tokens, long? window) =>
        tokens is > 0 and { } taken && window is > 0 and { } room
            ? (long)Int128.Min((((Int128)taken * Full) + room - 1) / room, Most)
            : 0;
}
