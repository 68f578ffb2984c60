namespace TokenLedger.Reporting.Queries.Foresight;

/// <summary>What a part of a period used, and what it should have used, so that the parts add up to the whole.</summary>
/// <param name="Measure">What stands out.</param>
/// <param name="ExpectedOfAll">What was expected of the whole period, in the measure's unit.</param>
/// <param name="Then">All parts together in the periods that it is compared with.</param>
internal sealed record CellMeasure(AnomalyMeasure Measure, decimal ExpectedOfAll, Figures Then)
{
    /// <summary>What it used.</summary>
    public decimal Value(Figures now) =>
        Measure switch
        {
            AnomalyMeasure.Cost => now.Cost,
            AnomalyMeasure.Tokens => now.Tokens,
            AnomalyMeasure.Calls => now.Calls,
            AnomalyMeasure.ErrorRate => now.Errors,
            _ => now.Waited,
        };

    /// <summary>
    /// What it should have used. Of what adds up: the part of what was expected that it had then. Of errors: as many of its
    /// calls as were expected to fail. Of waiting: as long for each of its calls as it took then, or as all calls took then
    /// where it had none.
    /// </summary>
    /// <param name="now">The part in the period.</param>
    /// <param name="then">The part in the periods it is compared with.</param>
    public decimal Expected(Figures now, Figures then)
    {
        if (AnomalyMeasures.AddsUp(Measure))
        {
            decimal all = Value(Then);
            return all == 0 ? 0 : ExpectedOfAll * Value(then) / all;
        }

        if (Measure == AnomalyMeasure.ErrorRate)
        {
            return ExpectedOfAll * now.Calls / 100;
        }

        Figures like = then.Calls > 0 ? then : Then;
        return like.Calls == 0 ? 0 : (decimal)like.Waited * now.Calls / like.Calls;
    }
}
