using System.Numerics;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>
/// A statement of a month that is still open, by hand: direct cost by owner, and what has no owner spread in proportion, by
/// the largest remainder.
/// </summary>
public static class PlainStatement
{
    /// <summary>Direct, allocated, corrections and charged of each owner, in any order.</summary>
    public static IEnumerable<Usd> Rows(ILookup<string?, PlainCall> calls, Func<IEnumerable<PlainCall>, Usd> sum)
    {
        (string Owner, Usd Direct)[] owners =
        [
            .. calls
                .Where(owner => owner.Key is not null)
                .Select(owner => (owner.Key!, sum(owner)))
                .OrderBy(owner => owner.Item1, StringComparer.Ordinal),
        ];
        Usd[] parts = Split(sum(calls[null]), [.. owners.Select(owner => Int128.Max(0, owner.Direct.Pico))]);
        return owners.SelectMany((owner, i) => (Usd[])[owner.Direct, parts[i], Usd.Zero, owner.Direct + parts[i]]);
    }

    /// <summary>The same of all.</summary>
    public static IEnumerable<Usd> Total(ILookup<string?, PlainCall> calls, Func<IEnumerable<PlainCall>, Usd> sum)
    {
        Usd all = sum(calls.SelectMany(owner => owner));
        Usd shared = sum(calls[null]);
        return [all - shared, shared, Usd.Zero, all];
    }

    private static Usd[] Split(Usd amount, Int128[] weights)
    {
        BigInteger whole = weights.Aggregate(BigInteger.Zero, (sum, weight) => sum + weight);
        BigInteger[] exact = [.. weights.Select(weight => BigInteger.Abs(amount.Pico) * weight)];
        BigInteger[] parts = [.. exact.Select(part => part / whole)];
        BigInteger left = BigInteger.Abs(amount.Pico) - parts.Aggregate(BigInteger.Zero, (sum, part) => sum + part);
        foreach (int i in Enumerable.Range(0, parts.Length).OrderByDescending(i => exact[i] % whole).Take((int)left))
        {
            parts[i]++;
        }

        return [.. parts.Select(part => new Usd((Int128)part * Int128.Sign(amount.Pico)))];
    }
}
