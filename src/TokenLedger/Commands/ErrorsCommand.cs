using System.CommandLine;
using System.Globalization;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Errors;

namespace TokenLedger.Commands;

/// <summary>tokenledger errors: calls that failed, and calls that were not allowed.</summary>
public static class ErrorsCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        ReportOutput report = ReportOutput.Create();
        GroupOptions options = new("24h", ErrorQuery.DefaultGroups, Grouping.Model.Name);
        Command command = new("errors", "Show which calls failed and how, and which were not allowed and why.")
        {
            report.Data,
            report.Json,
        };
        options.AddTo(command, compares: true);
        command.SetAction(
            (parsed, cancellation) =>
            {
                ErrorQuery query = options.Read(parsed, new ErrorQuery(), TimeProvider.System.GetUtcNow());
                return report.WriteAsync(
                    parsed,
                    views => views.Errors(query),
                    ErrorsDocument.Of,
                    ReportJson.Default.ErrorsDocument,
                    Write,
                    cancellation
                );
            }
        );
        return command;
    }

    private static void Write(ErrorReport report, TextWriter output)
    {
        Table table = ReportOutput.Grouped(
            report.Query,
            report,
            [">CALLS", ">FAILED", ">RATE", ">REFUSED", ">RATE"],
            Cells
        );
        table.WriteTo(output);
        ReportOutput.NoteCompared(report.Query, output);
        ReportOutput.NoteLeftOut(report.RowsLeftOut, output);
        WriteOutcomes(report, output);
        WriteStatuses(report, output);
        WriteRules(report, output);
    }

    private static string[] Cells(ErrorFigures figures) =>
        [
            ReportOutput.Number(figures.Calls),
            ReportOutput.Number(figures.Failed),
            ReportOutput.Percent(figures.ErrorRate),
            ReportOutput.Number(figures.Rejected),
            ReportOutput.Percent(figures.RejectionRate),
        ];

    private static void WriteOutcomes(ErrorReport report, TextWriter output)
    {
        Table table = new("OUTCOME", ">CALLS", ">FAILED", ">REFUSED");
        foreach (OutcomeCount one in report.Outcomes)
        {
            table.Add(
                one.Outcome ?? Filter.None,
                ReportOutput.Number(one.Calls),
                ReportOutput.Number(one.Failed),
                ReportOutput.Number(one.Rejected)
            );
        }

        WriteSome(table, report.Outcomes.Count, output);
    }

    private static void WriteStatuses(ErrorReport report, TextWriter output)
    {
        Table table = new("HTTP STATUS", ">CALLS", ">FAILED");
        foreach (StatusCount one in report.Statuses)
        {
            table.Add(
                one.Status?.ToString(CultureInfo.InvariantCulture) ?? Filter.None,
                ReportOutput.Number(one.Calls),
                ReportOutput.Number(one.Failed)
            );
        }

        WriteSome(table, report.Statuses.Count, output);
    }

    private static void WriteRules(ErrorReport report, TextWriter output)
    {
        Table table = new("REFUSED BY", ">CALLS");
        foreach (RuleCount one in report.Rules)
        {
            table.Add(one.Rule ?? Filter.None, ReportOutput.Number(one.Rejected));
        }

        WriteSome(table, report.Rules.Count, output);
    }

    private static void WriteSome(Table table, int rows, TextWriter output)
    {
        if (rows > 0)
        {
            output.WriteLine();
            table.WriteTo(output);
        }
    }
}
