using System.CommandLine;
using TokenLedger.Commands.Output;

namespace TokenLedger.Commands.Adjusting;

/// <summary>What an adjustment corrects.</summary>
internal sealed class TargetOptions
{
    private readonly Option<string?> _entry = new("--entry")
    {
        HelpName = "ID",
        Description = "The entry: a settlement's id, as 'entries --json' shows it.",
    };
    private readonly Option<string?> _call = new("--call")
    {
        HelpName = "ID",
        Description = "Or the call, from the X-TokenLedger-Call header of its answer.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_entry);
        command.Options.Add(_call);
    }

    /// <exception cref="CommandFailedException">An id is none, or both are given; exit code 2.</exception>
    public (Guid? Entry, Guid? Call) Read(ParseResult parsed)
    {
        Guid? entry = Id(parsed.GetValue(_entry), "--entry");
        Guid? call = Id(parsed.GetValue(_call), "--call");
        return entry is null || call is null
            ? (entry, call)
            : throw CostOptions.Misused("Give either --entry or --call, not both.");
    }

    private static Guid? Id(string? text, string option) =>
        text is null ? null
        : Guid.TryParse(text, out Guid id) ? id
        : throw CostOptions.Misused($"{option}: '{text}' is not an id such as 0198c5a0-0000-7000-8000-000000000001.");
}
