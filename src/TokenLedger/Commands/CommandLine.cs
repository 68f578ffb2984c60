using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using TokenLedger.Commands.Budgets;
using TokenLedger.Commands.Policies;
using TokenLedger.Commands.Rates;
using TokenLedger.Commands.Top;
using TokenLedger.Demo;

namespace TokenLedger.Commands;

/// <summary>The commands in the order help shows them, and how one is run.</summary>
public static class CommandLine
{
    /// <summary>How long a command may take to end after a signal before the process ends anyway.</summary>
    private static readonly TimeSpan EndAfterSignal = TimeSpan.FromSeconds(2);

    /// <summary>Every command with its examples.</summary>
    private static (Command Command, string[] Examples)[] Commands() =>
        [
            (
                ServeCommand.Create(),
                [
                    "tokenledger serve",
                    "tokenledger serve -c tokenledger.yaml --listen 127.0.0.1:9000",
                    "tokenledger serve --upstream local=http://127.0.0.1:11434",
                ]
            ),
            (
                DemoCommand.Create(),
                ["tokenledger demo", "tokenledger demo --for 10s", "tokenledger demo --no-agents --for 10m"]
            ),
            (
                CostsCommand.Create(),
                [
                    "tokenledger costs",
                    "tokenledger costs --last 7d --by agent",
                    "tokenledger costs --by tag:team --json",
                    "tokenledger costs --last 7d --compare --currency EUR",
                    "tokenledger costs --per day --by feature --time-zone Europe/Berlin",
                ]
            ),
            (LatencyCommand.Create(), ["tokenledger latency", "tokenledger latency --last 7d --by provider"]),
            (ErrorsCommand.Create(), ["tokenledger errors", "tokenledger errors --by outcome --where model=gpt-5"]),
            (EfficiencyCommand.Create(), ["tokenledger efficiency", "tokenledger efficiency --by feature --json"]),
            (CoverageCommand.Create(), ["tokenledger coverage", "tokenledger coverage --expect feature,tag:team"]),
            (TopCommand.Create(), ["tokenledger top", "tokenledger top --sort calls", "tokenledger top --once --json"]),
            (
                ForecastCommand.Create(),
                [
                    "tokenledger forecast",
                    "tokenledger forecast --days 30 --where feature=search",
                    "tokenledger forecast --by project --json --time-zone Europe/Berlin",
                ]
            ),
            (
                AnomaliesCommand.Create(),
                [
                    "tokenledger anomalies",
                    "tokenledger anomalies --period hour --by feature,model --least 5",
                    "tokenledger anomalies --of cost,error_rate --each tenant",
                ]
            ),
            (
                DriversCommand.Create(),
                [
                    "tokenledger drivers --last 7d",
                    "tokenledger drivers --from 2026-11-01 --to 2026-12-01 --by tag:team --json",
                ]
            ),
            (
                CompareCommand.Create(),
                ["tokenledger compare --where feature=search", "tokenledger compare --by tag:prompt --last 7d"]
            ),
            (
                EntriesCommand.Create(),
                ["tokenledger entries", "tokenledger entries --session s-42", "tokenledger entries --json --last 1h"]
            ),
            (
                AuditCommand.Create(),
                ["tokenledger audit", "tokenledger audit --last 30d --changes", "tokenledger audit --json"]
            ),
            (
                ExportCommand.Create(),
                [
                    "tokenledger export -o costs.csv",
                    "tokenledger export --rows calls -f parquet -o calls.parquet",
                    "tokenledger export -f focus --from 2026-11-01 --to 2026-12-01 -o focus.csv",
                    "tokenledger export check focus.csv",
                ]
            ),
            (
                ChargebackCommand.Create(),
                [
                    "tokenledger chargeback",
                    "tokenledger chargeback --month 2026-10 --by project --allocate even",
                    "tokenledger chargeback --by tag:team --shared feature=platform --json",
                ]
            ),
            (
                VerifyCommand.Create(),
                [
                    "tokenledger verify",
                    "tokenledger verify --data /var/lib/tokenledger --json",
                    "tokenledger verify --bundle proof.txt --key vkey",
                ]
            ),
            (
                ProofCommand.Create(),
                ["tokenledger proof 42 -o proof.txt", "tokenledger proof 0198c5a0-0000-7000-8000-000000000001"]
            ),
            (
                PriceCommand.Create(),
                [
                    "tokenledger price call.json",
                    "tokenledger price --json calls/",
                    "tokenledger price --provider openai --api openai.chat --request request.json --response answer.sse",
                ]
            ),
            (
                RerateCommand.Create(),
                [
                    "tokenledger rerate --from 2026-11-01 --to 2026-12-01",
                    "tokenledger rerate --last 30d --model \"gpt-5*\" --rates openai.json --json",
                    "tokenledger rerate --from 2026-11-01 --apply --reason \"price of 3 November was late\"",
                ]
            ),
            (
                AdjustCommand.Create(),
                [
                    "tokenledger adjust --call 0198c5a0-0000-7000-8000-000000000001 --amount -0.10 --reason \"billed twice\"",
                    "tokenledger adjust --entry ID --amount 0.25 --reason \"invoice 4711\" --key invoice-4711-3",
                ]
            ),
            (
                CreditCommand.Create(),
                [
                    "tokenledger credit --amount 5.00 --provider openai --reason \"outage of 3 November\"",
                    "tokenledger credit --amount 0.10 --call ID --reason \"goodwill\"",
                ]
            ),
            (
                TokensCommand.Create(),
                [
                    "tokenledger tokens prompt.txt",
                    "tokenledger tokens --model gpt-4 --ids prompt.txt",
                    "tokenledger tokens --model claude-opus-4-5 --json < prompt.txt",
                    "tokenledger tokens --jsonl texts.jsonl",
                    "tokenledger tokens --request request.json --provider anthropic",
                ]
            ),
            (
                RatesCommand.Create(),
                [
                    "tokenledger rates list --provider openai",
                    "tokenledger rates show gpt-4o --json",
                    "tokenledger rates check rates/",
                    "tokenledger rates diff built-in imported/",
                ]
            ),
            (
                PoliciesCommand.Create(),
                [
                    "tokenledger policies list",
                    "tokenledger policies test policy-cases.yaml",
                    "tokenledger policies replay --last 7d",
                ]
            ),
            (
                BudgetsCommand.Create(),
                [
                    "tokenledger budgets list",
                    "tokenledger budgets status",
                    "tokenledger budgets set team-a --scope tenant=a --usd 500 --window month",
                ]
            ),
            (
                ReconcileCommand.Create(),
                [
                    "tokenledger reconcile --provider openai --file usage.json --file costs.json",
                    "tokenledger reconcile --provider csv --mapping vendor.yaml --file bill.csv --time-zone Europe/Paris",
                    "tokenledger reconcile --provider anthropic --file costs.json --apply --reason \"bill of October\"",
                ]
            ),
            (KeysCommand.Create(), ["tokenledger keys create --name ci --tenant acme", "tokenledger keys list"]),
            (AccessTokensCommand.Create(), AccessTokensCommand.ExamplesOf("")),
            (TenantsCommand.Create(), ["tokenledger tenants list", "tokenledger tenants set acme"]),
            (
                AlertsCommand.Create(),
                ["tokenledger alerts list", "tokenledger alerts test ops-slack", "tokenledger alerts list --json"]
            ),
            (
                SessionsCommand.Create(),
                ["tokenledger sessions list", "tokenledger sessions kill s-42 --reason \"runs in circles\""]
            ),
            (AgentsCommand.Create(), ["tokenledger agents", "tokenledger agents --last 7d --where tenant=acme --json"]),
            (
                ExpensiveCommand.Create(),
                ["tokenledger expensive", "tokenledger expensive --limit 20 --where agent=coder"]
            ),
            (
                OutcomesCommand.Create(),
                [
                    "tokenledger outcomes",
                    "tokenledger outcomes --last 7d --by feature --json",
                    "tokenledger outcomes record ticket_resolved --session s-42 --value 12.50",
                ]
            ),
            (WasteCommand.Create(), ["tokenledger waste", "tokenledger waste --last 30d --by feature --kept-for 15m"]),
            (HealthcheckCommand.Create(), ["tokenledger healthcheck --addr 127.0.0.1:8787"]),
            (VersionCommand.Create(), ["tokenledger version"]),
        ];

    /// <summary>Parses and runs a command line.</summary>
    /// <param name="args">Without the program's name.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where everything else goes.</param>
    /// <returns>0 when it went well, 1 when it did not, 2 when it was asked wrongly.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        ParseResult parsed = Root().Parse(args);
        if (parsed.Action is ParseErrorAction refusal)
        {
            refusal.ShowHelp = args.Length == 0;
            await parsed.InvokeAsync(Invocation(parsed, output: error, error));
            if (!refusal.ShowHelp)
            {
                await error.WriteLineAsync($"See 'tokenledger {HelpFor(parsed)}--help'.");
            }

            return ExitCode.Misused;
        }

        try
        {
            return await parsed.InvokeAsync(Invocation(parsed, output, error));
        }
        catch (CommandFailedException failure)
        {
            await error.WriteLineAsync(failure.Message);
            return failure.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Stopped before it was done.");
            return ExitCode.Failed;
        }
        catch (Exception surprise)
        {
            await error.WriteLineAsync(Surprise.Sentence(surprise));
            return ExitCode.Failed;
        }
    }

    private static string HelpFor(ParseResult parsed) =>
        string.Concat(
            parsed
                .CommandResult.Command.Parents.OfType<Command>()
                .Prepend(parsed.CommandResult.Command)
                .Where(command => command is not RootCommand)
                .Reverse()
                .Select(command => command.Name + " ")
        );

    private static string[] ExamplesOf(string command, string below) =>
        command switch
        {
            "rates" => RatesCommand.ExamplesOf(below),
            "budgets" => BudgetsCommand.ExamplesOf(below),
            "keys" => KeysCommand.ExamplesOf(below),
            "access-tokens" => AccessTokensCommand.ExamplesOf(below),
            "tenants" => TenantsCommand.ExamplesOf(below),
            "sessions" => SessionsCommand.ExamplesOf(below),
            "export" => ExportCommand.ExamplesOf(below),
            "alerts" => AlertsCommand.ExamplesOf(below),
            "policies" => PoliciesCommand.ExamplesOf(below),
            _ => [],
        };

    private static RootCommand Root()
    {
        RootCommand root = new(
            "The system of record for AI work: a metering gateway between agents and LLM providers, and its ledger."
        );
        Dictionary<Command, string[]> examples = new() { [root] = ["tokenledger serve", "tokenledger COMMAND --help"] };
        foreach ((Command command, string[] lines) in Commands())
        {
            root.Subcommands.Add(command);
            examples[command] = lines;
            foreach (Command below in command.Subcommands)
            {
                examples[below] = ExamplesOf(command.Name, below.Name);
            }
        }

        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, examples);
        return root;
    }

    private static InvocationConfiguration Invocation(ParseResult parsed, TextWriter output, TextWriter error) =>
        new()
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = parsed.CommandResult.Command.Name is "serve" or "demo" ? null : EndAfterSignal,
        };
}
