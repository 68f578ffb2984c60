namespace TokenLedger.Gateway.Budgets.Learning;

/// <summary>What a call of some kind probably uses, on the high side.</summary>
/// <param name="OutputTokens">Output tokens of an answer.</param>
/// <param name="TokensPerKilobyte">Prompt tokens for 1,024 bytes of request body.</param>
internal readonly record struct Expectation(long OutputTokens, long TokensPerKilobyte)
{
    private const int Kilobyte = 1_024;

    /// <summary>
    /// Where nothing has been learned: an answer of 4,096 tokens, and a token for every two bytes (text has one for every
    /// three or four).
    /// </summary>
    public static Expectation Default { get; } = new(4_096, Kilobyte / 2);

    /// <summary>Whether nothing has been learned.</summary>
    public bool IsGuess => this == Default;

    /// <summary>Prompt tokens of a body of so many bytes.</summary>
    public long InputTokens(long bytes) => (bytes * TokensPerKilobyte + Kilobyte - 1) / Kilobyte;

    /// <summary>The share of a body that became tokens.</summary>
    /// <param name="tokens">Its prompt tokens.</param>
    /// <param name="bytes">Its bytes, above 0.</param>
    public static long PerKilobyte(long tokens, long bytes) => (tokens * Kilobyte + bytes - 1) / bytes;
}
