using System.Numerics;

namespace TokenLedger.Accounting.Money;

/// <summary>Splits an amount by weights so that the parts sum to it exactly.</summary>
public static class Allocation
{
    /// <summary>
    /// Each part is the amount times its weight over all weights, rounded down to a pico-dollar; what that leaves goes, a
    /// pico-dollar each, to the parts that lost most by it, the earlier of equals first (largest remainder).
    /// </summary>
    /// <param name="amount">The amount; parts of a negative one are negative.</param>
    /// <param name="weights">At least one; none negative. When all are zero, every part has the same weight.</param>
    /// <returns>A part for each weight, in their order.</returns>
    /// <exception cref="ArgumentException">There is no weight, or a negative one.</exception>
    public static IReadOnlyList<Usd> Split(Usd amount, IReadOnlyList<Int128> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Count == 0 || weights.Any(weight => weight < 0))
        {
            throw new ArgumentException("Weights must be there, and none negative.", nameof(weights));
        }

        bool even = weights.All(weight => weight == 0);
        BigInteger all = even ? weights.Count : weights.Aggregate(BigInteger.Zero, (sum, weight) => sum + weight);
        BigInteger whole = BigInteger.Abs(amount.Pico);
        Int128[] parts = new Int128[weights.Count];
        BigInteger[] remainders = new BigInteger[weights.Count];
        Int128 given = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            BigInteger weight = even ? BigInteger.One : weights[i];
            parts[i] = (Int128)BigInteger.DivRem(whole * weight, all, out remainders[i]);
            given += parts[i];
        }

        int left = (int)(whole - given);
        foreach (int i in Enumerable.Range(0, parts.Length).OrderByDescending(i => remainders[i]).Take(left))
        {
            parts[i]++;
        }

        return [.. parts.Select(part => new Usd(amount.Pico < 0 ? -part : part))];
    }
}
