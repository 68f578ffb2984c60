using System.CommandLine;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands;

/// <summary>tokenledger export: costs as a file for a spreadsheet or another program.</summary>
public static class ExportCommand
{
    private const string DefaultLast = "30d";

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data();
        Option<string> format = new("--format", "-f")
        {
            HelpName = "FORMAT",
            Description = "csv or json.",
            DefaultValueFactory = _ => "csv",
        };
        Option<string?> file = new("--output", "-o")
        {
            HelpName = "FILE",
            Description = "Write to this file, whole or not at all. Default: standard output.",
        };
        CostOptions options = new(DefaultLast, int.MaxValue);
        Command command = new("export", "Write costs as CSV or JSON, exact to the last pico-dollar.")
        {
            data,
            format,
            file,
        };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                bool csv = IsCsv(parsed.GetRequiredValue(format));
                CostQuery query = options.Read(parsed, TimeProvider.System.GetUtcNow());
                InvocationConfiguration console = parsed.InvocationConfiguration;
                DataFolder folder = DataFolder.Resolve(parsed.GetValue(data));
                using LedgerReports reports = await LedgerReports.OpenAsync(folder, console.Error, cancellation);
                CostReport report = reports.Views.Costs(query);
                Task Write(TextWriter to) =>
                    csv
                        ? CsvExport.WriteAsync(report, reports.Stamp, to, cancellation)
                        : JsonExport.WriteAsync(report, reports.Stamp, to, cancellation);
                await WriteAsync(parsed.GetValue(file), console.Output, Write);
                await console.Error.WriteLineAsync(Summary(report, reports.Stamp));
                return 0;
            }
        );
        return command;
    }

    private static bool IsCsv(string format) =>
        format switch
        {
            "csv" => true,
            "json" => false,
            "parquet" or "focus" => throw CostOptions.Misused(
                $"--format: {format} is not available yet. Choose csv or json."
            ),
            _ => throw CostOptions.Misused($"--format: there is no '{format}'. Choose csv or json."),
        };

    private static Task WriteAsync(string? file, TextWriter output, Func<TextWriter, Task> write) =>
        file is null ? write(output) : AtomicFile.WriteAsync(file, write);

    /// <summary>On the error stream, so that the file itself stays data only.</summary>
    private static string Summary(CostReport report, LedgerStamp stamp)
    {
        string root = stamp.Checkpoint is { } signed ? $", checkpoint size {signed.Size} root {signed.Root}" : "";
        string left = report.RowsLeftOut > 0 ? $" {report.RowsLeftOut} groups left out by --limit." : "";
        return $"{report.Rows.Count} rows, total {report.Total.Known} USD, entries 0 to {report.AsOfEntry - 1}{root}.{left}";
    }
}
