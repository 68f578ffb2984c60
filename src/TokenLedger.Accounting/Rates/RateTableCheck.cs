namespace TokenLedger.Accounting.Rates;

/// <summary>Rules between the rows of a table that no single row can show.</summary>
internal static class RateTableCheck
{
    /// <summary>An id or prefix that two rows claim at the same instant: the price would depend on their order.</summary>
    public static IEnumerable<RateProblem> Overlaps(string file, RateTable table)
    {
        var claims = table
            .Rows.SelectMany(row =>
                row.Match.Ids.Select(id => (Claim: "id " + id, Row: row))
                    .Concat(row.Match.Prefixes.Select(prefix => (Claim: "prefix " + prefix, Row: row)))
            )
            .GroupBy(claim => claim.Claim, claim => claim.Row, StringComparer.OrdinalIgnoreCase);
        foreach (var claim in claims)
        {
            RateRow[] rows = [.. claim.Distinct().OrderBy(row => row.From ?? DateTimeOffset.MinValue)];
            for (int i = 1; i < rows.Length; i++)
            {
                if (rows[i - 1].To is not DateTimeOffset end || (rows[i].From ?? DateTimeOffset.MinValue) < end)
                {
                    yield return new(
                        file,
                        rows[i].Model,
                        $"{claim.Key} is also claimed by {rows[i - 1].RateId} at the same time"
                    );
                }
            }
        }
    }

    /// <summary>Regular expressions that do not compile.</summary>
    public static IEnumerable<RateProblem> Patterns(string file, RateTable table)
    {
        foreach (RateRow row in table.Rows)
        {
            foreach (string pattern in row.Match.Patterns)
            {
                if (Complaint(pattern) is string complaint)
                {
                    yield return new(file, row.Model, $"pattern {pattern}: {complaint}");
                }
            }
        }
    }

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
