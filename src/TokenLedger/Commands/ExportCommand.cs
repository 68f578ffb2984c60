using System.CommandLine;
using TokenLedger.Accounting;
using TokenLedger.Commands.Exporting;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Exports;

namespace TokenLedger.Commands;

/// <summary>tokenledger export: what the ledger holds, as a file for a spreadsheet or another program.</summary>
public static class ExportCommand
{
    /// <summary>The column that says what all of it costs, whichever of them a file has.</summary>
    private static readonly string[] s_costs = ["cost_usd", "amount_usd", "charged_usd", "BilledCost"];

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data();
        Option<string?> file = new("--output", "-o")
        {
            HelpName = "FILE",
            Description =
                "Write to this file, or into this folder, whole or not at all, with a manifest beside it. "
                + "Default: standard output.",
        };
        ExportOptions options = new();
        Command command = new(
            "export",
            "Write costs, calls, line items or FOCUS charges to a file, exact to the last pico-dollar."
        )
        {
            data,
            file,
        };
        options.AddTo(command);
        command.Subcommands.Add(ExportCheckCommand.Create());
        command.SetAction(
            async (parsed, cancellation) =>
            {
                DateTimeOffset now = TimeProvider.System.GetUtcNow();
                ExportQuery query = options.Read(parsed, now);
                InvocationConfiguration console = parsed.InvocationConfiguration;
                string? path = Target(parsed.GetValue(file), query);
                DataFolder folder = DataFolder.Resolve(parsed.GetValue(data));
                using LedgerReports reports = await LedgerReports.OpenAsync(folder, console.Error, cancellation);
                ExportSource ledger = ExportSource.Of(reports.Reader);
                Task<ExportManifest> Write(Stream to) =>
                    reports.Views.ExportAsync(query, ledger, to, now, cancellation);
                ExportManifest manifest = path is null
                    ? await Write(new TextOutputStream(console.Output))
                    : await FileWithManifest.WriteAsync(path, Write, cancellation);
                await console.Error.WriteLineAsync(Summary(manifest, path));
                return 0;
            }
        );
        return command;
    }

    /// <summary>Examples of a command below.</summary>
    internal static string[] ExamplesOf(string below) =>
        below == "check" ? ["tokenledger export check calls.csv", "tokenledger export check calls.csv --data DIR"] : [];

    /// <summary>The file; null for standard output.</summary>
    private static string? Target(string? output, ExportQuery query)
    {
        if (output is null)
        {
            return query.Format == ExportFormat.Parquet
                ? throw CostOptions.Misused("--output: Parquet is not text. Name a file or a folder.")
                : null;
        }

        bool isFolder = Directory.Exists(output) || output.EndsWith(Path.DirectorySeparatorChar);
        return isFolder ? Path.Combine(output, ExportName.Of(query)) : output;
    }

    /// <summary>On the error stream, so that the file itself stays data only.</summary>
    private static string Summary(ExportManifest manifest, string? path)
    {
        string cost = s_costs.Select(name => manifest.Totals.GetValueOrDefault(name)).OfType<string>().First();
        string range = manifest.Entries is { First: { } first, Last: { } last } ? $", entries {first} to {last}" : "";
        string root = manifest.Checkpoint is { } signed ? $", checkpoint size {signed.Size} root {signed.Root}" : "";
        string check = path is null ? "" : $" Check it: tokenledger export check {path}";
        return $"{Counted.Of(manifest.Rows, "row")}, total {cost} USD{range}{root}. SHA-256 {manifest.Sha256}.{check}";
    }
}
