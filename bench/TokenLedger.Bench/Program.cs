using TokenLedger.Bench;
using TokenLedger.Bench.Foresight;
using TokenLedger.Bench.Pages;
using TokenLedger.Bench.Reports;

return args switch
{
    ["pricing", .. string[] rest] => PricingBench.Run(rest),
    ["rates", ..] => RatesBench.Run(),
    ["budgets", ..] => await BudgetBench.RunAsync(),
    ["balances", ..] => await BalancesBench.RunAsync(),
    ["start", .. string[] rest] when rest.Length > 0 => await StartBench.RunAsync(rest),
    ["append", .. string[] rest] => await AppendBench.Run(rest),
    ["policies", ..] => PolicyBench.Run(),
    ["tokens", .. string[] rest] => TokenBench.Run(rest),
    ["verify", .. string[] rest] => await VerifyBench.Run(rest),
    ["columns", .. string[] rest] => ColumnsBench.Run(rest),
    ["pages", .. string[] rest] => await PagesBench.RunAsync(rest),
    ["reports", .. string[] rest] => await ReportsBench.RunAsync(rest),
    ["streams", .. string[] rest] => await StreamsBench.Run(rest),
    ["forecasts", .. string[] rest] => ForecastBench.Run(Teams(rest, 300)),
    ["anomalies", .. string[] rest] => AnomaliesBench.Run(Teams(rest, 200)),
    ["gates", ..] => await GatesBench.Run(),
    ["follow", ..] => await FollowBench.RunAsync(),
    ["ingest", .. string[] rest] => await IngestBench.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        "usage: bench pricing | rates | budgets | balances | start PROGRAM [BUDGETS] | policies | tokens [ENCODING…] | append | verify | gates | follow | ingest [SECONDS] | forecasts [TEAMS] | anomalies [TEAMS] | columns [MILLIONS] | reports [MILLIONS] [alone] [served] [warmed] [keep=FOLDER] [only=TEXT|TEXT] | pages [MILLIONS] [keep=FOLDER] [/PATH…] | streams PORT PID [STREAMS]"
    );
    return 2;
}

static int Teams(string[] rest, int unset) =>
    rest is [string teams] ? int.Parse(teams, System.Globalization.CultureInfo.InvariantCulture) : unset;
