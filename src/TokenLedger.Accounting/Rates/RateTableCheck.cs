namespace TokenLedger.Accounting.Rates;

/// <summary>Rules between the rows of a table that no single row can show.</summary>
internal static class RateTableCheck
{
    /// <summary>An id or prefix that two rows claim at the same instant: the price would depend on their order.</summary>
    public static IEnumerable<RateProblem> Overlaps(string file, IReadOnlyList<RateRow> rows)
    {
        var claims = rows.SelectMany(row =>
                row.Match.Ids.Select(id => (Claim: "id " + id, Row: row))
                    .Concat(row.Match.Prefixes.Select(prefix => (Claim: "prefix " + prefix, Row: row)))
            )
            .GroupBy(claim => claim.Claim, claim => claim.Row, StringComparer.OrdinalIgnoreCase);
        foreach (var claim in claims)
        {
            RateRow[] claiming = [.. claim.Distinct(ReferenceEqualityComparer.Instance).Cast<RateRow>().OrderBy(Begin)];
            for (int i = 1; i < claiming.Length; i++)
            {
                if (claiming[i - 1].To is not DateTimeOffset end || Begin(claiming[i]) < end)
                {
                    yield return new(
                        file,
                        Place(claiming[i]),
                        $"{claim.Key} is also claimed by {Place(claiming[i - 1])} at the same time; "
                            + "close one row with \"to\" where the other begins, or take the id out of one of them"
                    );
                }
            }
        }
    }

    /// <summary>Regular expressions that do not compile.</summary>
    public static IEnumerable<RateProblem> Patterns(string file, IReadOnlyList<RateRow> rows)
    {
        foreach (RateRow row in rows)
        {
            foreach (string pattern in row.Match.Patterns)
            {
                if (Complaint(pattern) is string complaint)
                {
                    yield return new(file, Place(row), $"pattern {pattern} is no regular expression: {complaint}");
                }
            }
        }
    }

    private static DateTimeOffset Begin(RateRow row) => row.From ?? DateTimeOffset.MinValue;

    private static string Place(RateRow row) => $"{row.Model} (row {row.Place})";

    private static string? Complaint(string pattern)
    {
        try
        {
            _ = ModelIndex.Compile(pattern);
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }
}
