using System.Globalization;
using TokenLedger.Reporting.Documents;

namespace TokenLedger.Commands.Output;

/// <summary>What a cost rests on, on one line for people.</summary>
internal static class BasisText
{
    /// <summary>"12.5 USD: 12 reported by providers, 0 counted here, 0.5 estimated; 3 calls without a price, in no sum".</summary>
    public static string Of(CostBasisDocument basis)
    {
        ArgumentNullException.ThrowIfNull(basis);
        string unpriced = basis.UnpricedCalls switch
        {
            0 => "every call has a price",
            1 => "1 call without a price, in no sum",
            var calls => calls.ToString("N0", CultureInfo.InvariantCulture) + " calls without a price, in no sum",
        };
        return $"{basis.CostUsd} USD: {basis.ReportedUsd} reported by providers, {basis.CountedUsd} counted here, "
            + $"{basis.EstimatedUsd} estimated; {unpriced}";
    }
}
