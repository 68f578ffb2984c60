using System.CommandLine;

namespace TokenLedger.Commands.Identity;

/// <summary>The options that say which models, providers and routes may be used; each may be given several times.</summary>
internal sealed class PatternOptions
{
    private readonly Option<string[]> _models = Pattern("--model", "Models that may be used, such as \"gpt-4o*\".");
    private readonly Option<string[]> _providers = Pattern("--provider", "Providers or upstreams that may be used.");

    public void AddTo(Command command)
    {
        command.Options.Add(_models);
        command.Options.Add(_providers);
    }

    public IReadOnlyList<string> Models(ParseResult parsed) => parsed.GetValue(_models) ?? [];

    public IReadOnlyList<string> Providers(ParseResult parsed) => parsed.GetValue(_providers) ?? [];

    /// <summary>An option that may be given several times.</summary>
    public static Option<string[]> Pattern(string name, string description) =>
        new(name) { HelpName = "PATTERN", Description = description + " May be given several times; without it all." };
}
