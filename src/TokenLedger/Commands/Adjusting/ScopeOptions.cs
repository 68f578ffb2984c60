using System.CommandLine;
using TokenLedger.Commands.Output;
using TokenLedger.Dashboard.Adjusting;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Commands.Adjusting;

/// <summary>Whom an amount concerns that corrects no entry.</summary>
internal sealed class ScopeOptions
{
    private readonly Option<string?> _provider = Name("--provider", "provider");
    private readonly Option<string?> _model = Name("--model", "model");
    private readonly Option<string?> _tenant = Name("--tenant", "tenant");
    private readonly Option<string?> _feature = Name("--feature", "feature");
    private readonly Option<string?> _user = Name("--user", "user");
    private readonly Option<string?> _agent = Name("--agent", "agent");
    private readonly Option<string?> _environment = Name("--environment", "environment");
    private readonly Option<string?> _project = Name("--project", "project");
    private readonly Option<string?> _costCenter = Name("--cost-center", "cost centre");
    private readonly Option<string?> _at = new("--at")
    {
        HelpName = "INSTANT",
        Description = "Whose period it belongs to (ISO 8601, UTC). Default: now.",
    };

    private Option<string?>[] Names =>
        [_provider, _model, _tenant, _feature, _user, _agent, _environment, _project, _costCenter];

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[.. Names, _at])
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="CommandFailedException">A value makes no sense; exit code 2.</exception>
    public AdjustmentDraft Read(ParseResult parsed, AdjustmentDraft draft, bool isNamed)
    {
        string?[] given = [.. Names.Select(parsed.GetValue)];
        if (isNamed && (given.Any(name => name is not null) || parsed.GetValue(_at) is not null))
        {
            throw CostOptions.Misused("With --entry or --call the scope is the entry's own: leave the rest out.");
        }

        foreach ((string? name, Option<string?> option) in given.Zip(Names))
        {
            if (name?.Length is 0 or > AdjustmentForm.LongestName)
            {
                throw CostOptions.Misused($"{option.Name}: must have 1 to {AdjustmentForm.LongestName} characters.");
            }
        }

        return draft with
        {
            Provider = parsed.GetValue(_provider),
            Model = parsed.GetValue(_model),
            OccurredAt = InstantText.Read("--at", parsed.GetValue(_at)),
            Attribution = new Attribution
            {
                Tenant = parsed.GetValue(_tenant),
                Feature = parsed.GetValue(_feature),
                User = parsed.GetValue(_user),
                Agent = parsed.GetValue(_agent),
                Environment = parsed.GetValue(_environment),
                Project = parsed.GetValue(_project),
                CostCenter = parsed.GetValue(_costCenter),
            },
        };
    }

    private static Option<string?> Name(string option, string what) =>
        new(option) { HelpName = "NAME", Description = $"The {what} it concerns." };
}
