using System.CommandLine;
using System.Text.Json;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands;

/// <summary>tokenledger costs: what was spent, on what and by whom.</summary>
public static class CostsCommand
{
    private const string DefaultLast = "24h";

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data();
        Option<bool> json = CommonOptions.Json();
        CostOptions options = new(DefaultLast, CostQuery.DefaultLimit);
        Command command = new("costs", "Show what was spent, on what and by whom.") { data, json };
        options.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                CostQuery query = options.Read(parsed, TimeProvider.System.GetUtcNow());
                InvocationConfiguration console = parsed.InvocationConfiguration;
                DataFolder folder = DataFolder.Resolve(parsed.GetValue(data));
                using LedgerReports reports = await LedgerReports.OpenAsync(folder, console.Error, cancellation);
                Write(reports.Views.Costs(query), reports.Stamp, parsed.GetValue(json), console.Output);
                return 0;
            }
        );
        return command;
    }

    private static void Write(CostReport report, LedgerStamp stamp, bool json, TextWriter output)
    {
        if (json)
        {
            CostsDocument document = CostsDocument.Of(report, stamp);
            output.WriteLine(JsonSerializer.Serialize(document, ReportJson.Default.CostsDocument));
        }
        else
        {
            CostTable.Write(report, stamp, output);
        }
    }
}
