using System.CommandLine;
using System.Text.Json;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Commands.Administration;
using TokenLedger.Commands.Budgets;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Keys;

namespace TokenLedger.Commands.Identity;

/// <summary>tokenledger keys create.</summary>
internal sealed class KeysCreateCommand
{
    private readonly RoadOptions _road = new();
    private readonly PatternOptions _patterns = new();
    private readonly Option<string?> _name = Text("--name", "NAME", "What people call it.");
    private readonly Option<string?> _tenant = Text("--tenant", "TENANT", "The tenant all its calls belong to.");
    private readonly Option<string?> _owner = Text("--owner", "USER", "The user all its calls belong to.");
    private readonly Option<string[]> _routes = PatternOptions.Pattern(
        "--route",
        "Routes it may use, such as openai.chat or \"/v1/embeddings\"."
    );
    private readonly Option<string[]> _defaults = Assignments("--default", "when the caller does not say");
    private readonly Option<string[]> _fixed = Assignments("--fixed", "whatever the caller says");
    private readonly BudgetTerms _budget = new();
    private readonly Option<string?> _expires = KeyOutput.Expires();

    public static Command Create()
    {
        KeysCreateCommand create = new();
        Command command = new("create", "Issue a virtual key. It is shown once, and kept nowhere.")
        {
            create._name,
            create._tenant,
            create._owner,
        };
        create._patterns.AddTo(command);
        command.Options.Add(create._routes);
        command.Options.Add(create._defaults);
        command.Options.Add(create._fixed);
        command.Options.Add(create._expires);
        create._budget.AddTo(command);
        create._road.AddTo(command);
        command.SetAction(create.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        KeyRequest request = new()
        {
            Name = parsed.GetValue(_name),
            Tenant = parsed.GetValue(_tenant),
            Owner = parsed.GetValue(_owner),
            Models = _patterns.Models(parsed),
            Providers = _patterns.Providers(parsed),
            Routes = parsed.GetValue(_routes) ?? [],
            Defaults = AssignmentText.Read("--default", parsed.GetValue(_defaults)),
            Fixed = AssignmentText.Read("--fixed", parsed.GetValue(_fixed)),
            Budgets = Budgets(parsed),
            ExpiresAt = KeyOutput.ExpiresAt(parsed.GetValue(_expires)),
        };
        await using AdminRoad road = await _road.OpenAsync(parsed, cancellation);
        AdminReply reply = await road.PostAsync(
            "api/v1/keys",
            request,
            IdentityJson.Default.KeyRequest,
            idempotencyKey: null,
            cancellation
        );
        await KeyOutput.ShowNewAsync(parsed, reply, _road.IsJson(parsed));
        return 0;
    }

    /// <summary>A budget of its own, when a limit is given; it is called by its window.</summary>
    private JsonElement[] Budgets(ParseResult parsed) =>
        _budget.IsGiven(parsed)
            ? [JsonElement.Parse(BudgetJson.Write(_budget.Read(parsed, BudgetTerms.NameOf(_budget.Window(parsed)))))]
            : [];

    private static Option<string?> Text(string name, string help, string description) =>
        new(name) { HelpName = help, Description = description };

    private static Option<string[]> Assignments(string name, string when) =>
        new(name)
        {
            HelpName = "PART=VALUE",
            Description =
                $"What its calls are for {when}: feature, project, cost_center, environment or tag:NAME. May be given several times.",
        };
}
