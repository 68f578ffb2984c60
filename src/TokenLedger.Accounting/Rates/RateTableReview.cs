using TokenLedger.Accounting.Metering;

namespace TokenLedger.Accounting.Rates;

/// <summary>
/// Reviews a table as a change of it is reviewed before it counts: the schema, that no two rows claim one model at one
/// time, that a model's rows follow each other without a gap and in order, that meters exist, and that what costs
/// nothing says so. A table that only loads may still break the last four.
/// </summary>
public static class RateTableReview
{
    private static readonly string[] KnownMeters =
    [
        Meters.Input,
        Meters.InputAudio,
        Meters.InputImage,
        "tokens.input.video",
        "tokens.input.tool_use",
        Meters.CacheRead,
        Meters.CacheReadAudio,
        Meters.CacheReadImage,
        "tokens.cache_read.video",
        Meters.CacheWrite,
        Meters.CacheWrite5m,
        "tokens.cache_write.30m",
        Meters.CacheWrite1h,
        "tokens.cache_write.12h",
        Meters.Output,
        Meters.OutputReasoning,
        Meters.OutputAudio,
        Meters.OutputImage,
        "tokens.output.video",
        "tokens.output.citation",
        Meters.Requests,
        Meters.SearchesWeb,
        Meters.SearchesFile,
        "searches.social",
        "searches.rerank",
        "searches.live_sources",
        Meters.CodeSessions,
        "code.executions",
        "pages",
        "pages.annotated",
        Meters.Images,
        Meters.AudioSeconds,
        "characters.in",
        "messages.text",
        "cache_storage.token_hours",
    ];

    /// <summary>Everything wrong with a table.</summary>
    /// <param name="file">The table.</param>
    /// <returns>The problems, the provider and the number of rows; no provider when it is no table at all.</returns>
    public static (IReadOnlyList<RateProblem> Problems, string? Provider, int Rows) Of(RateFile file)
    {
        RateTableReader reader = new(file.Name, new BookVersion(), strict: true);
        ReadTable? table = reader.Read(file.Json);
        if (table is null)
        {
            return (reader.Problems, null, 0);
        }

        RateProblem[] problems =
        [
            .. reader.Problems,
            .. RateTableCheck.Patterns(file.Name, table.Rows),
            .. RateTableCheck.Overlaps(file.Name, table.Rows),
            .. Sequence(file.Name, table.Rows),
            .. table.Rows.SelectMany(row => Row(file.Name, row)),
        ];
        return (problems, table.Provider, table.Rows.Count);
    }

    private static IEnumerable<RateProblem> Sequence(string file, IReadOnlyList<RateRow> rows)
    {
        for (int i = 1; i < rows.Count; i++)
        {
            (RateRow before, RateRow row) = (rows[i - 1], rows[i]);
            int order = string.Compare(before.Model, row.Model, StringComparison.OrdinalIgnoreCase);
            if (
                order > 0
                || (order == 0 && (before.From ?? DateTimeOffset.MinValue) > (row.From ?? DateTimeOffset.MinValue))
            )
            {
                yield return Problem(
                    file,
                    row,
                    $"is out of order: rows go by model, then by date; it belongs before {before.Model}"
                );
            }
            else if (order == 0 && before.To is DateTimeOffset end && row.From > end)
            {
                yield return Problem(
                    file,
                    row,
                    $"leaves a gap: the row before ends {RateText.Of(end)}, this one begins {RateText.Of(row.From.Value)}; "
                        + "let one begin where the other ends"
                );
            }
        }
    }

    private static IEnumerable<RateProblem> Row(string file, RateRow row)
    {
        foreach (
            string meter in row
                .Prices.Select(price => price.Meter)
                .Distinct()
                .Where(meter => !KnownMeters.Contains(meter))
        )
        {
            yield return Problem(file, row, $"nothing is ever counted on the meter {meter}; correct its name");
        }

        foreach (
            var twice in row
                .Prices.GroupBy(price => (price.Meter, RateText.Of(price.When)))
                .Where(same => same.Count() > 1)
        )
        {
            yield return Problem(file, row, $"{twice.Key.Meter} is priced twice under the same conditions; keep one");
        }

        RatePrice[] tokens =
        [
            .. row.Prices.Where(price => price.Meter.StartsWith("tokens.", StringComparison.Ordinal)),
        ];
        if (tokens.Length > 0 && tokens.All(price => price.PicoPerUnit.Numerator == 0) && !row.Free && !row.SelfHosted)
        {
            yield return Problem(file, row, "all its tokens cost 0; say \"free\": true if that is so");
        }
    }

    private static RateProblem Problem(string file, RateRow row, string message) =>
        new(file, $"{row.Model} (row {row.Place})", message);
}
