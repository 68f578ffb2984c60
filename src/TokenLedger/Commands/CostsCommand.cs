using System.CommandLine;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Series;

namespace TokenLedger.Commands;

/// <summary>tokenledger costs: what was spent, on what and by whom.</summary>
public sealed class CostsCommand
{
    private const string DefaultLast = "24h";

    private readonly ReportOutput _report = ReportOutput.Create();
    private readonly CostOptions _options = new(DefaultLast, GroupedSlice.DefaultLimit);
    private readonly Option<string?> _per = new("--per")
    {
        HelpName = "PERIOD",
        Description =
            $"Show the costs of every {string.Join(", ", SeriesWords.Periods)}. With --by: the greatest groups, "
            + $"{SeriesQuery.DefaultSeries} without --limit.",
    };
    private readonly Option<string?> _rank = new("--rank")
    {
        HelpName = "FIGURE",
        Description = $"With --per: by what groups are the greatest, {string.Join(", ", SeriesWords.Ranks)}.",
    };

    private CostsCommand() { }

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        CostsCommand costs = new();
        Command command = new("costs", "Show what was spent, on what and by whom.")
        {
            costs._report.Data,
            costs._report.Json,
            costs._per,
            costs._rank,
        };
        costs._options.AddTo(command, compares: true);
        command.SetAction(
            (parsed, cancellation) =>
                parsed.GetValue(costs._per) is null
                    ? costs.WriteCostsAsync(parsed, cancellation)
                    : costs.WriteSeriesAsync(parsed, cancellation)
        );
        return ShownInCurrency.On(command);
    }

    private Task<int> WriteCostsAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(_rank) is not null)
        {
            throw CostOptions.Misused("--rank goes with --per; costs are shown dearest first.");
        }

        CostQuery query = _options.Read(parsed, TimeProvider.System.GetUtcNow());
        return _report.WriteAsync(
            parsed,
            views => views.Costs(query),
            CostsDocument.Of,
            ReportJson.Default.CostsDocument,
            CostTable.Write,
            cancellation
        );
    }

    private Task<int> WriteSeriesAsync(ParseResult parsed, CancellationToken cancellation)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        SeriesWords words = new(parsed.GetValue(_per), parsed.GetValue(_rank));
        SeriesQuery question =
            words.Read(new SeriesQuery { Now = now }, out string? problem) ?? throw CostOptions.Misused(problem!);
        SeriesQuery query = _options.Read(parsed, question, SeriesWords.DefaultLast(question.Per), now);
        if (query.Problem is { } wrong)
        {
            throw CostOptions.Misused(wrong);
        }

        return _report.WriteAsync(
            parsed,
            views => views.Series(query),
            SeriesDocument.Of,
            ReportJson.Default.SeriesDocument,
            SeriesTable.Write,
            cancellation
        );
    }
}
