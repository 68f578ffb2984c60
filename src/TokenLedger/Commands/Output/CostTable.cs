using System.Globalization;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Output;

/// <summary>A cost report for people.</summary>
internal static class CostTable
{
    public static void Write(CostReport report, TextWriter output)
    {
        if (report.Rows.Count == 0)
        {
            output.WriteLine(EmptySentence(report));
        }
        else
        {
            Rows(report).WriteTo(output);
        }

        Notes(report, output);
    }

    private static Table Rows(CostReport report)
    {
        List<Column> columns = Columns(report);
        bool showsProvider = report.Query.Columns.Any(by => by.Name == Grouping.Provider.Name);
        string[] providers = showsProvider ? [] : ["PROVIDERS"];
        Table table = new([
            .. ReportOutput.Titles(report.Query),
            .. providers,
            .. columns.Select(column => column.Title),
        ]);
        for (int i = 0; i < report.Rows.Count; i++)
        {
            CostRow row = report.Rows[i];
            string[] mixed = showsProvider ? [] : [string.Join('+', row.Providers)];
            table.Add([.. ReportOutput.Cells(row.Keys), .. mixed, .. columns.Select(column => column.Cells[i])]);
        }

        table.Add([
            .. ReportOutput.TotalCells(report.Query),
            .. providers.Select(_ => ""),
            .. columns.Select(column => column.Total),
        ]);
        return table;
    }

    /// <summary>The figures shown: how the cost has changed, or the tokens it is made of; both would not fit a line.</summary>
    private static List<Column> Columns(CostReport report)
    {
        List<Column> columns = [Count(report, "CALLS", figures => figures.Calls)];
        if (report.Change is null)
        {
            columns.Add(Count(report, "INPUT", figures => figures.Tokens.Input));
            columns.Add(Count(report, "CACHED", figures => figures.Tokens.Cached));
            columns.Add(Count(report, "WRITTEN", figures => figures.Tokens.Written));
            columns.Add(Count(report, "OUTPUT", figures => figures.Tokens.Output));
            columns.Add(Count(report, "REASONING", figures => figures.Tokens.Reasoning));
        }

        columns.Add(Amount(report, "$COST (USD)", figures => figures.Known));
        if (report.Change is { } change)
        {
            columns.AddRange(Changes(report, change));
        }

        columns.Add(Amount(report, "ESTIMATED", figures => figures.Estimated));
        columns.Add(Count(report, "UNPRICED", figures => figures.Unpriced));
        return columns;
    }

    private static IEnumerable<Column> Changes(CostReport report, CostChange change)
    {
        yield return Amount("$BEFORE", report.Rows.Select(row => row.Change!.Before.Known), change.Before.Known);
        yield return Amount("$CHANGE", report.Rows.Select(row => row.Change!.Difference), change.Difference);
        yield return new(">%", [.. report.Rows.Select(row => Percent(row.Change!))], Percent(change));
    }

    private static Column Count(CostReport report, string title, Func<CostFigures, long> figure) =>
        new(">" + title, [.. report.Rows.Select(row => Number(figure(row.Figures)))], Number(figure(report.Total)));

    private static Column Amount(CostReport report, string title, Func<CostFigures, Usd> figure) =>
        Amount(title, report.Rows.Select(row => figure(row.Figures)), figure(report.Total));

    private static Column Amount(string title, IEnumerable<Usd> amounts, Usd total)
    {
        (IReadOnlyList<Usd> shown, _) = SixDecimals.Round([.. amounts]);
        return new(">" + title, [.. shown.Select(SixDecimals.Format)], SixDecimals.Format(Rounded(total)));
    }

    private static string Percent(CostChange change) =>
        change.Percent?.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) ?? "";

    private static void Notes(CostReport report, TextWriter output)
    {
        CostFigures total = report.Total;
        if (report.RowsLeftOut > 0)
        {
            output.WriteLine(
                $"{Counted.Of(report.RowsLeftOut, "more group is", "more groups are")} in the total; show them with --limit."
            );
        }

        if (total.Unpriced > 0)
        {
            output.WriteLine(
                $"{Counted.Of(total.Unpriced, "call has", "calls have")} a part without a price: the true cost is higher."
            );
        }

        if (total.Counted != Usd.Zero || total.Estimated != Usd.Zero)
        {
            output.WriteLine(
                $"Of the cost, {total.Reported} USD is what providers reported, {total.Counted} counted here, {total.Estimated} estimated."
            );
        }

        if (report.Query.Before is { } before)
        {
            output.WriteLine($"Compared with {Instant(before.From)} to {Instant(before.To)}.");
        }

        if (total.Open > 0)
        {
            output.WriteLine(
                $"{Counted.Of(total.Open, "call is", "calls are")} open, holding at most {total.OpenHold} USD; not in the figures above."
            );
        }

        if (total.Rejected > 0)
        {
            output.WriteLine(
                $"{Counted.Of(total.Rejected, "call was", "calls were")} not allowed; not in the figures above."
            );
        }

        string adjustments =
            $"{Counted.Of(total.Adjustments, "adjustment", "adjustments")} of {Signed(total.Adjusted)} USD";
        if (report.Query.AsBooked)
        {
            string left = total.Adjustments == 0 ? "there are no adjustments." : $"{adjustments} left out.";
            output.WriteLine($"As booked: {left}");
        }
        else if (total.Adjustments > 0)
        {
            output.WriteLine($"As corrected: {adjustments} in the figures above; --as booked leaves them out.");
        }

        if (report.DeadLetters > 0)
        {
            output.WriteLine(
                $"{Counted.Of(report.DeadLetters, "entry", "entries")} of the ledger could not be read, so no figure holds them; see 'tokenledger verify'."
            );
        }
    }

    private static string EmptySentence(CostReport report) =>
        !report.AnyCalls
            ? "No calls yet: point an agent at the gateway ('tokenledger serve' prints how), or try 'tokenledger demo'."
            : "No calls in this window; look further back with --last 7d, or drop a filter.";

    private static string Signed(Usd amount) => amount > Usd.Zero ? "+" + amount : amount.ToString();

    private static Usd Rounded(Usd amount) => SixDecimals.Round([amount]).Total;

    private static string Number(long number) => ReportOutput.Number(number);

    private static string Instant(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A column of figures, its title as a <see cref="Table"/> reads it.</summary>
    private sealed record Column(string Title, IReadOnlyList<string> Cells, string Total);
}
