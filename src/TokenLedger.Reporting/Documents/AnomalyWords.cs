namespace TokenLedger.Reporting.Documents;

/// <summary>Contributors in words: "feature search, model gpt-5 +212.00 (83 %)".</summary>
public static class AnomalyWords
{
    /// <summary>A contributor.</summary>
    public static string Of(ContributorDocument part)
    {
        ArgumentNullException.ThrowIfNull(part);
        string who = string.Join(", ", part.Group.Select(one => $"{one.Key} {one.Value ?? Queries.Filter.None}"));
        string more = part.Excess.StartsWith('-') ? part.Excess : "+" + part.Excess;
        return $"{who} {more} ({part.Percent} %)";
    }
}
