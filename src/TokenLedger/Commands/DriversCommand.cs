using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Drivers;
using TokenLedger.Accounting.Money;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Drivers;

namespace TokenLedger.Commands;

/// <summary>tokenledger drivers: why costs changed.</summary>
public static class DriversCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data();
        Option<bool> json = CommonOptions.Json();
        WordOptions words = new(
            DriversQuery.DefaultLast,
            ("by", "NAME", $"By whose values: {Grouping.Choices}. Default feature."),
            (
                "against-from",
                "INSTANT",
                "First instant of the period to compare with. Without it: the one before the window."
            ),
            ("against-to", "INSTANT", "First instant after it."),
            ("limit", "COUNT", $"Most values, the greatest change first. Default {DriversQuery.DefaultLimit}.")
        );
        Command command = new(
            "drivers",
            "Explain why costs changed: more calls, other models, larger calls, dearer tokens."
        )
        {
            data,
            json,
        };
        words.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                DriversQuery query =
                    DriversQuery.Read(words.Read(parsed), TimeProvider.System.GetUtcNow(), out string? problem)
                    ?? throw CostOptions.Misused(problem!);
                InvocationConfiguration console = parsed.InvocationConfiguration;
                DataFolder folder = DataFolder.Resolve(parsed.GetValue(data));
                using LedgerReports reports = await LedgerReports.OpenAsync(folder, console.Error, cancellation);
                DriversReport report = reports.Views.Drivers(query);
                if (parsed.GetValue(json))
                {
                    DriversDocument document = DriversDocument.Of(report, reports.Stamp);
                    console.Output.WriteLine(JsonSerializer.Serialize(document, ForesightJson.Default.DriversDocument));
                }
                else
                {
                    Write(report, console.Output);
                }

                return 0;
            }
        );
        return ShownInCurrency.On(command);
    }

    private static void Write(DriversReport report, TextWriter output)
    {
        output.WriteLine($"{Span(report.Then)}, then {Span(report.Now)}");
        Table table = new(
            report.Query.By.Name.ToUpperInvariant(),
            ">CALLS",
            ">WERE",
            ">$COST (USD)",
            ">$CHANGE",
            ">$CALLS MORE",
            ">$OTHER MODELS",
            ">$LARGER CALLS",
            ">$DEARER TOKENS",
            ">$OTHER"
        )
        {
            MostText = Terminal.RoomBeside(110),
        };
        foreach (DriverRow row in report.Rows)
        {
            Add(table, row.Key ?? Filter.None, row.Change);
        }

        Add(table, "TOTAL", report.Total);
        table.WriteTo(output);
        if (report.RowsLeftOut > 0)
        {
            output.WriteLine(
                $"{Counted.Of(report.RowsLeftOut, "more is", "more are")} in the total; show them with --limit."
            );
        }

        output.WriteLine("now  " + BasisText.Of(CostBasisDocument.Of(report.NowBasis)));
        output.WriteLine("then " + BasisText.Of(CostBasisDocument.Of(report.ThenBasis)));
        output.WriteLine(FormattableString.Invariant($"as of entry {report.AsOfEntry}"));
    }

    /// <summary>The effects of a row are rounded so that they still add up to its change.</summary>
    private static void Add(Table table, string name, DrivenChange change)
    {
        (IReadOnlyList<Usd> effects, Usd sum) = SixDecimals.Round([
            change.Volume,
            change.Mix,
            change.Size,
            change.Rate,
            change.Other,
        ]);
        table.Add([
            name,
            Number(change.Now.Calls),
            Number(change.Then.Calls),
            SixDecimals.Format(SixDecimals.Round([change.Now.Cost]).Total),
            Signed(sum),
            .. effects.Select(Signed),
        ]);
    }

    private static string Signed(Usd amount) => (amount > Usd.Zero ? "+" : "") + SixDecimals.Format(amount);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Span(Window window) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{window.From!.Value.UtcDateTime:yyyy-MM-dd HH:mm} to {window.To!.Value.UtcDateTime:yyyy-MM-dd HH:mm} UTC"
        );
}
