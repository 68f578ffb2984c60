using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Documents;

/// <summary>What a priced cost rests on. Amounts are USD, exact; the first is the sum of the next three.</summary>
/// <param name="CostUsd">The priced cost.</param>
/// <param name="ReportedUsd">What rests on quantities a provider reported.</param>
/// <param name="CountedUsd">What rests on quantities counted here.</param>
/// <param name="EstimatedUsd">What rests on estimates.</param>
/// <param name="UnpricedCalls">Calls of which some part has no price: when not 0, the true cost is higher.</param>
public sealed record CostBasisDocument(
    string CostUsd,
    string ReportedUsd,
    string CountedUsd,
    string EstimatedUsd,
    long UnpricedCalls
)
{
    /// <summary>The document of a basis.</summary>
    public static CostBasisDocument Of(CostBasis basis)
    {
        ArgumentNullException.ThrowIfNull(basis);
        return new(
            basis.Known.ToString(),
            basis.Reported.ToString(),
            basis.Counted.ToString(),
            basis.Estimated.ToString(),
            basis.Unpriced
        );
    }
}
