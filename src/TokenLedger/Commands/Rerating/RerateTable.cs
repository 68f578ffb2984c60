using System.Globalization;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Money;
using TokenLedger.Commands.Output;

namespace TokenLedger.Commands.Rerating;

/// <summary>What a run came to, for people. Amounts are exact: differences are often far below a cent.</summary>
internal static class RerateTable
{
    public static void Write(RerateRun run, string rates, bool applied, TextWriter output)
    {
        if (run.Total.Calls == 0)
        {
            output.WriteLine("No settled calls match; look further back with --from, or drop a filter.");
            return;
        }

        Table table = new(
            "PROVIDER",
            "MODEL",
            ">CALLS",
            ">CHANGED",
            ">NEWLY PRICED",
            ">UNPRICED",
            ">NOT RE-RATED",
            ">BEFORE (USD)",
            ">AFTER (USD)",
            ">DIFFERENCE"
        );
        foreach (((string provider, string model), RerateSummary sum) in run.Models.OrderBy(pair => pair.Key))
        {
            table.Add([provider, model, .. Cells(sum)]);
        }

        table.Add(["TOTAL", "", .. Cells(run.Total)]);
        table.WriteTo(output);
        Notes(run, rates, applied, output);
    }

    private static void Notes(RerateRun run, string rates, bool applied, TextWriter output)
    {
        foreach ((string why, long count) in run.LeftAlone)
        {
            output.WriteLine($"Left alone, {Number(count)}: {why}.");
        }

        if (applied)
        {
            string already =
                run.AlreadyBooked > 0 ? $", {Counted.Of(run.AlreadyBooked, "was", "were")} there already" : "";
            output.WriteLine($"Booked {Counted.Of(run.Booked, "adjustment")} at the rates {rates}{already}.");
            return;
        }

        output.WriteLine(
            run.Total.Changed == 0
                ? $"The rates {rates} give the same costs: there is nothing to book."
                : $"A dry run at the rates {rates}: nothing was booked. Book the difference with --apply."
        );
    }

    private static string[] Cells(RerateSummary sum) =>
        [
            Number(sum.Calls),
            Number(sum.Changed),
            Number(sum.Priced),
            Number(sum.Unpriced),
            Number(sum.NotRerated),
            sum.Before.ToString(),
            sum.After.ToString(),
            sum.Difference > Usd.Zero ? "+" + sum.Difference : sum.Difference.ToString(),
        ];

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
