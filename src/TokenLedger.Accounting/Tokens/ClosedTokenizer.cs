namespace TokenLedger.Accounting.Tokens;

/// <summary>How many tokens a family makes for 100 of o200k_base in texts of one script.</summary>
/// <param name="Percent">The middle of what was measured, in percent.</param>
/// <param name="ErrorPercent">How far the farthest measured text is from it either way, in percent.</param>
internal readonly record struct Ratio(int Percent, int ErrorPercent);

/// <summary>
/// The tokens of a family whose vocabulary is not at hand, from a count of o200k_base: a ratio for each script, mixed as
/// the text is mixed, and one token more for each digit where the family takes digits one by one.
/// </summary>
/// <param name="Ratios">One for each <see cref="Script"/>, in its order.</param>
/// <param name="SplitsDigits">
/// Whether each digit is a token; null when that is not known: then half of them are taken, with as large an error.
/// </param>
internal sealed record ClosedTokenizer(Ratio[] Ratios, bool? SplitsDigits)
{
    /// <summary>The same ratio for all texts.</summary>
    public static ClosedTokenizer Flat(int percent, int errorPercent) =>
        new([.. Enumerable.Repeat(new Ratio(percent, errorPercent), TextMix.Scripts)], false);

    /// <summary>The estimate for a text of which o200k_base counts so many tokens; both figures are rounded up.</summary>
    public TokenEstimate Estimate(long counted, in TextMix mix)
    {
        Span<long> weights = stackalloc long[TextMix.Scripts];
        mix.Weigh(weights);
        Int128 all = 0;
        Int128 tokens = 0;
        Int128 error = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            all += weights[i];
            tokens += (Int128)weights[i] * Ratios[i].Percent;
            error += (Int128)weights[i] * Ratios[i].Percent * Ratios[i].ErrorPercent;
        }

        if (all == 0)
        {
            (all, tokens, error) = (1, Ratios[0].Percent, Ratios[0].Percent * Ratios[0].ErrorPercent);
        }

        return Digits(mix.DigitsBeyond)
            + new TokenEstimate(RoundedUp(counted * tokens, all * 100), RoundedUp(counted * error, all * 10_000));
    }

    private TokenEstimate Digits(long beyond) =>
        SplitsDigits switch
        {
            true => new(beyond, 0),
            false => default,
            null => new((beyond + 1) / 2, (beyond + 1) / 2),
        };

    private static long RoundedUp(Int128 value, Int128 by) => (long)((value + by - 1) / by);
}
