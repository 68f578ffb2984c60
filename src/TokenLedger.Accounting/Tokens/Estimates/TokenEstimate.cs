namespace TokenLedger.Accounting.Tokens;

/// <summary>A number of tokens that is not known exactly, with how far it may be off.</summary>
/// <param name="Tokens">The expected number, at least 0.</param>
/// <param name="Error">Tokens by which the true number may be higher or lower, at least 0.</param>
public readonly record struct TokenEstimate(long Tokens, long Error)
{
    /// <summary>The error in percent of the tokens, rounded up; 0 for an estimate of nothing.</summary>
    public int ErrorPercent => Tokens == 0 ? 0 : (int)Math.Min(MostPercent, (Error * 100 + Tokens - 1) / Tokens);

    private const int MostPercent = 1000;

    /// <summary>An estimate with an error in percent, rounded up.</summary>
    public static TokenEstimate Within(long tokens, int percent) => new(tokens, (tokens * percent + 99) / 100);

    /// <summary>The estimate of a whole of which this is that of a part; both rounded up.</summary>
    internal TokenEstimate InProportion(long whole, long part) =>
        new((long)(((Int128)Tokens * whole + part - 1) / part), (long)(((Int128)Error * whole + part - 1) / part));

    /// <summary>Both together; their errors are taken to point the same way.</summary>
    public static TokenEstimate operator +(TokenEstimate left, TokenEstimate right) =>
        new(left.Tokens + right.Tokens, left.Error + right.Error);

    /// <summary>Both together.</summary>
    public static TokenEstimate Add(TokenEstimate left, TokenEstimate right) => left + right;
}
