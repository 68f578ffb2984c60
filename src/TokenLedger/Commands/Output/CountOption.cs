using System.CommandLine;

namespace TokenLedger.Commands.Output;

/// <summary>An option that is a number within bounds.</summary>
internal sealed class CountOption
{
    private readonly Option<int> _option;
    private readonly int _least;
    private readonly int _most;

    /// <summary>Makes one.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="what">What it counts, as a sentence without its end.</param>
    /// <param name="otherwise">When it is not given.</param>
    /// <param name="least">The least accepted.</param>
    /// <param name="most">The most accepted.</param>
    public CountOption(string name, string what, int otherwise, int least, int most)
    {
        (_least, _most) = (least, most);
        _option = new(name)
        {
            HelpName = "COUNT",
            Description = FormattableString.Invariant($"{what}, at most {most}."),
            DefaultValueFactory = _ => otherwise,
        };
    }

    /// <summary>Adds it to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(_option);

    /// <summary>The number.</summary>
    /// <exception cref="CommandFailedException">It is out of bounds; exit code 2.</exception>
    public int Read(ParseResult parsed)
    {
        int count = parsed.GetValue(_option);
        return count >= _least && count <= _most
            ? count
            : throw CostOptions.Misused($"{_option.Name}: must be {_least} to {_most}; it is {count}.");
    }
}
