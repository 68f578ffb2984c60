using System.Globalization;
using System.Text;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Series;

namespace TokenLedger.Dashboard.AgentLedger;

/// <summary>Costs in AgentLedger's forms.</summary>
internal static class DashboardCosts
{
    /// <summary>Most groups answered.</summary>
    private const int MostGroups = 10_000;

    /// <summary>The groupings there are.</summary>
    public static string[] Groupings { get; } = ["model", "provider", "key", "agent", "session"];

    /// <summary>The periods there are.</summary>
    public static string[] Intervals { get; } = ["minute", "hour", "day"];

    /// <summary>An amount as the number that AgentLedger's readers expect, exact.</summary>
    public static decimal Number(Usd amount) => decimal.Parse(amount.ToString(), CultureInfo.InvariantCulture);

    /// <summary>Calls that ended and calls not allowed.</summary>
    public static long Requests(CostFigures figures) => figures.Calls + figures.Rejected;

    /// <summary>The question about periods.</summary>
    public static SeriesQuery Series(DashboardQuestion asked, string interval, Window window) =>
        new()
        {
            Window = window,
            Where = asked.Where,
            Now = asked.Now,
            Per = interval switch
            {
                "minute" => CalendarPeriod.Minute,
                "day" => CalendarPeriod.Day,
                _ => CalendarPeriod.Hour,
            },
        };

    /// <summary>The groups of a window, the dearest first.</summary>
    public static List<CostGroup> Groups(Views views, DashboardQuestion asked, string grouping, Window window)
    {
        string by = grouping == "session" ? "agent,session" : grouping;
        CostQuery query = new()
        {
            Window = window,
            Where = asked.Where,
            By = GroupedSlice.ParseBy(by, out _)!,
            Limit = MostGroups,
        };
        CostReport report = views.Costs(query);
        return [.. report.Rows.Select(row => GroupOf(row, report.Query))];
    }

    /// <summary>Groups as comma-separated values, with AgentLedger's columns; formulas of spreadsheets are made inert.</summary>
    public static string Csv(IEnumerable<CostGroup> groups)
    {
        StringBuilder text = new(
            "provider,model,api_key_hash,agent_id,session_id,requests,input_tokens,output_tokens,cost_usd\n"
        );
        foreach (CostGroup group in groups)
        {
            string[] names = [group.Provider, group.Model, group.ApiKeyHash, group.AgentId, group.SessionId];
            text.AppendJoin(',', names.Select(CsvCell.Text))
                .Append(
                    CultureInfo.InvariantCulture,
                    $",{group.Requests},{group.InputTokens},{group.OutputTokens},{group.TotalCostUsd}\n"
                );
        }

        return text.ToString();
    }

    private static CostGroup GroupOf(CostRow row, CostQuery query)
    {
        CostFigures figures = row.Figures;
        return new(
            Key("provider"),
            Key("model"),
            Key("key"),
            Key("agent"),
            Key("session"),
            Requests(figures),
            figures.Tokens.Prompt,
            figures.Tokens.Answer,
            Number(figures.Known)
        );

        string Key(string name)
        {
            for (int i = 0; i < query.Columns.Count; i++)
            {
                if (query.Columns[i].Name == name)
                {
                    return row.Keys[i] ?? "";
                }
            }

            return "";
        }
    }
}
