using System.CommandLine;
using TokenLedger.Commands.Budgets;
using TokenLedger.Commands.Policies;
using TokenLedger.Commands.Rates;
using TokenLedger.Commands.Top;
using TokenLedger.Demo;

namespace TokenLedger.Commands;

/// <summary>A command that can be asked for. It is made when it is: most runs need one of them.</summary>
/// <param name="Name">What it is called by.</param>
/// <param name="Create">Makes it, under the same name.</param>
/// <param name="Examples">Shown at the end of its help.</param>
internal sealed record KnownCommand(string Name, Func<Command> Create, string[] Examples)
{
    /// <summary>The examples of each command below it, by its name.</summary>
    public Func<string, string[]> ExamplesOf { get; private init; } = static _ => [];

    /// <summary>The command below it that is meant when none is named; null where one must be, or where there is none.</summary>
    public string? Usual { get; private init; }

    /// <summary>All of them, in the order help shows them.</summary>
    public static IReadOnlyList<KnownCommand> All { get; } =
    [
        new(
            "serve",
            ServeCommand.Create,
            [
                "tokenledger serve",
                "tokenledger serve -c tokenledger.yaml --listen 127.0.0.1:9000",
                "tokenledger serve --upstream local=http://127.0.0.1:11434",
            ]
        ),
        new(
            "demo",
            DemoCommand.Create,
            ["tokenledger demo", "tokenledger demo --for 10s", "tokenledger demo --no-agents --for 10m"]
        ),
        new(
            "costs",
            CostsCommand.Create,
            [
                "tokenledger costs",
                "tokenledger costs --last 7d --by agent",
                "tokenledger costs --by tag:team --json",
                "tokenledger costs --last 7d --compare --currency EUR",
                "tokenledger costs --per day --by feature --time-zone Europe/Berlin",
            ]
        ),
        new("latency", LatencyCommand.Create, ["tokenledger latency", "tokenledger latency --last 7d --by provider"]),
        new(
            "errors",
            ErrorsCommand.Create,
            ["tokenledger errors", "tokenledger errors --by outcome --where model=gpt-5"]
        ),
        new(
            "efficiency",
            EfficiencyCommand.Create,
            ["tokenledger efficiency", "tokenledger efficiency --by feature --json"]
        ),
        new(
            "coverage",
            CoverageCommand.Create,
            ["tokenledger coverage", "tokenledger coverage --expect feature,tag:team"]
        ),
        new(
            "top",
            TopCommand.Create,
            ["tokenledger top", "tokenledger top --sort calls", "tokenledger top --once --json"]
        ),
        new(
            "forecast",
            ForecastCommand.Create,
            [
                "tokenledger forecast",
                "tokenledger forecast --days 30 --where feature=search",
                "tokenledger forecast --by project --json --time-zone Europe/Berlin",
            ]
        ),
        new(
            "anomalies",
            AnomaliesCommand.Create,
            [
                "tokenledger anomalies",
                "tokenledger anomalies --period hour --by feature,model --least 5",
                "tokenledger anomalies --of cost,error_rate --each tenant",
            ]
        ),
        new(
            "drivers",
            DriversCommand.Create,
            [
                "tokenledger drivers --last 7d",
                "tokenledger drivers --from 2026-11-01 --to 2026-12-01 --by tag:team --json",
            ]
        ),
        new(
            "compare",
            CompareCommand.Create,
            ["tokenledger compare --where feature=search", "tokenledger compare --by tag:prompt --last 7d"]
        ),
        new(
            "entries",
            EntriesCommand.Create,
            ["tokenledger entries", "tokenledger entries --session s-42", "tokenledger entries --json --last 1h"]
        ),
        new(
            "audit",
            AuditCommand.Create,
            ["tokenledger audit", "tokenledger audit --last 30d --changes", "tokenledger audit --json"]
        ),
        new(
            "export",
            ExportCommand.Create,
            [
                "tokenledger export -o costs.csv",
                "tokenledger export --rows calls -f parquet -o calls.parquet",
                "tokenledger export -f focus --from 2026-11-01 --to 2026-12-01 -o focus.csv",
                "tokenledger export --rows chargeback --month 2026-11 --compare --currency EUR -o statement.csv",
                "tokenledger export check focus.csv",
            ]
        )
        {
            ExamplesOf = ExportCommand.ExamplesOf,
        },
        new(
            "chargeback",
            ChargebackCommand.Create,
            [
                "tokenledger chargeback",
                "tokenledger chargeback --month 2026-10 --by project --allocate even",
                "tokenledger chargeback --by tag:team --shared feature=platform --json",
            ]
        ),
        new(
            "verify",
            VerifyCommand.Create,
            [
                "tokenledger verify",
                "tokenledger verify --data /var/lib/tokenledger --json",
                "tokenledger verify --bundle proof.txt --key vkey",
            ]
        ),
        new(
            "proof",
            ProofCommand.Create,
            ["tokenledger proof 42 -o proof.txt", "tokenledger proof 0198c5a0-0000-7000-8000-000000000001"]
        ),
        new(
            "price",
            static () => PriceCommand.Create(),
            [
                "tokenledger price call.json",
                "tokenledger price --json calls/",
                "tokenledger price --provider openai --api openai.chat --request request.json --response answer.sse",
            ]
        ),
        new(
            "rerate",
            RerateCommand.Create,
            [
                "tokenledger rerate --from 2026-11-01 --to 2026-12-01",
                "tokenledger rerate --last 30d --model \"gpt-5*\" --rates openai.json --json",
                "tokenledger rerate --from 2026-11-01 --apply --reason \"price of 3 November was late\"",
            ]
        ),
        new(
            "adjust",
            AdjustCommand.Create,
            [
                "tokenledger adjust --call 0198c5a0-0000-7000-8000-000000000001 --amount -0.10 --reason \"billed twice\"",
                "tokenledger adjust --entry ID --amount 0.25 --reason \"invoice 4711\" --key invoice-4711-3",
            ]
        ),
        new(
            "credit",
            CreditCommand.Create,
            [
                "tokenledger credit --amount 5.00 --provider openai --reason \"outage of 3 November\"",
                "tokenledger credit --amount 0.10 --call ID --reason \"goodwill\"",
            ]
        ),
        new(
            "tokens",
            static () => TokensCommand.Create(),
            [
                "tokenledger tokens prompt.txt",
                "tokenledger tokens --model gpt-4 --ids prompt.txt",
                "tokenledger tokens --model claude-opus-4-5 --json < prompt.txt",
                "tokenledger tokens --jsonl texts.jsonl",
                "tokenledger tokens --request request.json --provider anthropic",
            ]
        ),
        new(
            "rates",
            static () => RatesCommand.Create(),
            [
                "tokenledger rates list --provider openai",
                "tokenledger rates show gpt-4o --json",
                "tokenledger rates check rates/",
                "tokenledger rates diff built-in imported/",
            ]
        )
        {
            ExamplesOf = RatesCommand.ExamplesOf,
            Usual = "list",
        },
        new(
            "policies",
            static () => PoliciesCommand.Create(),
            [
                "tokenledger policies list",
                "tokenledger policies test policy-cases.yaml",
                "tokenledger policies replay --last 7d",
            ]
        )
        {
            ExamplesOf = PoliciesCommand.ExamplesOf,
            Usual = "list",
        },
        new(
            "budgets",
            BudgetsCommand.Create,
            [
                "tokenledger budgets",
                "tokenledger budgets list",
                "tokenledger budgets set team-a --scope tenant=a --usd 500 --window month",
            ]
        )
        {
            ExamplesOf = BudgetsCommand.ExamplesOf,
            Usual = "status",
        },
        new(
            "reconcile",
            static () => ReconcileCommand.Create(),
            [
                "tokenledger reconcile --provider openai --file usage.json --file costs.json",
                "tokenledger reconcile --provider csv --mapping vendor.yaml --file bill.csv --time-zone Europe/Paris",
                "tokenledger reconcile --provider anthropic --file costs.json --apply --reason \"bill of October\"",
            ]
        ),
        new("keys", KeysCommand.Create, ["tokenledger keys create --name ci --tenant acme", "tokenledger keys list"])
        {
            ExamplesOf = KeysCommand.ExamplesOf,
            Usual = "list",
        },
        new("access-tokens", AccessTokensCommand.Create, AccessTokensCommand.ExamplesOf(""))
        {
            ExamplesOf = AccessTokensCommand.ExamplesOf,
            Usual = "list",
        },
        new("tenants", TenantsCommand.Create, ["tokenledger tenants list", "tokenledger tenants set acme"])
        {
            ExamplesOf = TenantsCommand.ExamplesOf,
            Usual = "list",
        },
        new(
            "alerts",
            AlertsCommand.Create,
            ["tokenledger alerts list", "tokenledger alerts test ops-slack", "tokenledger alerts list --json"]
        )
        {
            ExamplesOf = AlertsCommand.ExamplesOf,
            Usual = "list",
        },
        new(
            "sessions",
            SessionsCommand.Create,
            [
                "tokenledger sessions --last 7d",
                "tokenledger sessions list",
                "tokenledger sessions kill s-42 --reason \"runs in circles\"",
            ]
        )
        {
            ExamplesOf = SessionsCommand.ExamplesOf,
            Usual = "report",
        },
        new(
            "agents",
            AgentsCommand.Create,
            ["tokenledger agents", "tokenledger agents --last 7d --where tenant=acme --json"]
        ),
        new(
            "expensive",
            ExpensiveCommand.Create,
            ["tokenledger expensive", "tokenledger expensive --limit 20 --where agent=coder"]
        ),
        new(
            "outcomes",
            OutcomesCommand.Create,
            [
                "tokenledger outcomes",
                "tokenledger outcomes --last 7d --by feature --json",
                "tokenledger outcomes record ticket_resolved --session s-42 --value 12.50",
            ]
        ),
        new(
            "waste",
            WasteCommand.Create,
            ["tokenledger waste", "tokenledger waste --last 30d --by feature --kept-for 15m"]
        ),
        new("healthcheck", HealthcheckCommand.Create, ["tokenledger healthcheck --addr 127.0.0.1:8787"]),
        new("version", VersionCommand.Create, ["tokenledger version"]),
    ];
}
