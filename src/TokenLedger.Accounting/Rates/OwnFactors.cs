using System.Numerics;
using TokenLedger.Accounting.Money;

namespace TokenLedger.Accounting.Rates;

/// <summary>The operator's factors on one line of a bill.</summary>
/// <param name="row">The row that prices the line.</param>
/// <param name="applied">The factors, in the order of the configuration.</param>
internal readonly struct OwnFactors(RateRow row, List<RowFactor> applied)
{
    /// <summary>Those that apply to a meter in a call.</summary>
    public static OwnFactors On(RateRow row, string meter, in PriceFacts facts)
    {
        List<RowFactor> applied = [];
        foreach (RowFactor factor in row.Factors)
        {
            if (factor.Applies(meter, in facts))
            {
                applied.Add(factor);
            }
        }

        return new(row, applied);
    }

    /// <summary>Whether capacity paid in advance covered a part.</summary>
    public bool IsCommitted => applied.Exists(static factor => factor.IsCommitment);

    /// <summary>The rate id with their names: provider/model[/from]+name@version.</summary>
    public string RateId =>
        applied.Count == 0
            ? row.RateId
            : $"{row.Key}{string.Concat(applied.Select(static factor => "+" + factor.Name))}@{row.Version.Short}";

    /// <summary>The row's own factors followed by these.</summary>
    public string[] After(string[] multipliers) =>
        applied.Count == 0 ? multipliers : [.. multipliers, .. applied.Select(static factor => factor.Times)];

    /// <summary>The amount of a line: any number of factors multiply without losing a digit.</summary>
    public Usd Times(ExactRatio picoPerUnit, decimal quantity)
    {
        BigInteger numerator = BigInteger.One;
        BigInteger denominator = BigInteger.One;
        foreach (RowFactor factor in applied)
        {
            numerator *= factor.Factor.Numerator;
            denominator *= factor.Factor.Denominator;
        }

        return picoPerUnit.Times(quantity, numerator, denominator);
    }
}
