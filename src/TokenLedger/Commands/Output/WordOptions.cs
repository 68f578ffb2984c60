using System.CommandLine;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Output;

/// <summary>
/// The words of a question as options: those of every slice and those of its own. A question is then read from them as it
/// is from a query string.
/// </summary>
internal sealed class WordOptions
{
    /// <summary>What the command line calls the basis, as all reports do.</summary>
    private const string As = "as";

    private readonly Dictionary<string, Option<string[]>> _options = [];

    /// <param name="defaultLast">How far back is looked when nothing else is said.</param>
    /// <param name="own">The words of its own: name, what stands for its value in help, meaning.</param>
    public WordOptions(string defaultLast, params (string Name, string Value, string Meaning)[] own)
    {
        foreach ((string name, string value, string meaning) in own)
        {
            Add(name, value, meaning);
        }

        Add("where", "NAME=VALUE", $"Only calls of which this holds, NAME one of {Grouping.Choices}. May be repeated.");
        Add("tenant", "NAME", "Only this tenant.");
        Add("last", "TIME", $"How far back from now: {Duration.Forms}. Default {defaultLast}.");
        Add("from", "INSTANT", "First instant (ISO 8601, UTC).");
        Add("to", "INSTANT", "First instant after the window.");
        Add(As, "BASIS", "corrected (default): with every adjustment. booked: as first written down, without any.");
        Add("time-zone", "ZONE", "The IANA time zone whose days and hours count. Default UTC.");
    }

    public void AddTo(Command command)
    {
        foreach (Option option in _options.Values)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What was typed.</summary>
    public SliceWords Read(ParseResult parsed) =>
        new(name => name == "basis" ? [.. Values(parsed, As).Select(basis => "as_" + basis)] : Values(parsed, name));

    private string[] Values(ParseResult parsed, string name) =>
        _options.TryGetValue(name, out Option<string[]>? option) ? parsed.GetValue(option) ?? [] : [];

    private void Add(string name, string value, string meaning) =>
        _options[name] = new("--" + name) { HelpName = value, Description = meaning };
}
