using System.Globalization;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Output;

/// <summary>A cost report for people.</summary>
internal static class CostTable
{
    public static void Write(CostReport report, LedgerStamp stamp, TextWriter output)
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
        string checkpoint = stamp.Checkpoint is { } signed
            ? $"checkpoint size {Number(signed.Size)}"
            : "no checkpoint yet";
        output.WriteLine($"as of entry {Number(report.AsOfEntry)} ({checkpoint})");
    }

    private static Table Rows(CostReport report)
    {
        bool showsProvider = report.Query.Columns.Any(by => by.Name == Grouping.Provider.Name);
        string[] groups = [.. report.Query.Columns.Select(by => by.Name.ToUpperInvariant())];
        string[] providers = showsProvider ? [] : ["PROVIDERS"];
        Table table = new([
            .. groups,
            .. providers,
            ">CALLS",
            ">INPUT",
            ">CACHED",
            ">WRITTEN",
            ">OUTPUT",
            ">REASONING",
            ">COST (USD)",
            ">ESTIMATED",
            ">UNPRICED",
        ]);
        (IReadOnlyList<Usd> costs, _) = SixDecimals.Round([.. report.Rows.Select(row => row.Figures.Known)]);
        (IReadOnlyList<Usd> estimates, _) = SixDecimals.Round([.. report.Rows.Select(row => row.Figures.Estimated)]);
        for (int i = 0; i < report.Rows.Count; i++)
        {
            CostRow row = report.Rows[i];
            string[] mixed = showsProvider ? [] : [string.Join('+', row.Providers)];
            table.Add([
                .. row.Keys.Select(key => key ?? "(none)"),
                .. mixed,
                .. Cells(row.Figures, costs[i], estimates[i]),
            ]);
        }

        string[] blanks = [.. Enumerable.Repeat("", groups.Length + providers.Length - 1)];
        table.Add([
            "TOTAL",
            .. blanks,
            .. Cells(report.Total, Rounded(report.Total.Known), Rounded(report.Total.Estimated)),
        ]);
        return table;
    }

    private static string[] Cells(CostFigures figures, Usd cost, Usd estimated) =>
        [
            Number(figures.Calls),
            Number(figures.Tokens.Input),
            Number(figures.Tokens.Cached),
            Number(figures.Tokens.Written),
            Number(figures.Tokens.Output),
            Number(figures.Tokens.Reasoning),
            SixDecimals.Format(cost),
            SixDecimals.Format(estimated),
            Number(figures.Unpriced),
        ];

    private static void Notes(CostReport report, TextWriter output)
    {
        CostFigures total = report.Total;
        if (report.RowsLeftOut > 0)
        {
            output.WriteLine($"{Number(report.RowsLeftOut)} more groups are in the total; show them with --limit.");
        }

        if (total.Unpriced > 0)
        {
            output.WriteLine(
                $"{Counted(total.Unpriced, "call has", "calls have")} a part without a price: the true cost is higher."
            );
        }

        if (total.Open > 0)
        {
            output.WriteLine(
                $"{Counted(total.Open, "call is", "calls are")} open, holding at most {total.OpenHold} USD; not in the figures above."
            );
        }

        if (total.Rejected > 0)
        {
            output.WriteLine($"{Number(total.Rejected)} calls were not allowed; not in the figures above.");
        }

        string adjustments =
            $"{Counted(total.Adjustments, "adjustment", "adjustments")} of {Signed(total.Adjusted)} USD";
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
                $"{Counted(report.DeadLetters, "entry", "entries")} of the ledger could not be read, so no figure holds them; see 'tokenledger verify'."
            );
        }
    }

    private static string EmptySentence(CostReport report) =>
        !report.AnyCalls
            ? "No calls yet: point an agent at the gateway ('tokenledger serve' prints how), or try 'tokenledger demo'."
            : "No calls in this window; look further back with --last 7d, or drop a filter.";

    private static string Signed(Usd amount) => amount > Usd.Zero ? "+" + amount : amount.ToString();

    private static Usd Rounded(Usd amount) => SixDecimals.Round([amount]).Total;

    private static string Counted(long number, string one, string many) =>
        $"{Number(number)} {(number == 1 ? one : many)}";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
