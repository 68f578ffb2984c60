using System.CommandLine;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Output;

/// <summary>Which calls, and whose days: the options that forecasts and anomalies share.</summary>
internal sealed class SliceOptions
{
    private readonly Option<string[]> _where = new("--where")
    {
        HelpName = "NAME=VALUE",
        Description = $"Only calls of which this holds, NAME one of {Grouping.Choices}. May be repeated.",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string> _zone = new("--time-zone")
    {
        HelpName = "ZONE",
        Description = "The IANA time zone whose days count.",
        DefaultValueFactory = _ => "UTC",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_where);
        command.Options.Add(_zone);
    }

    /// <summary>The conditions.</summary>
    /// <exception cref="CommandFailedException">One makes no sense; exit code 2.</exception>
    public IReadOnlyList<Filter> Where(ParseResult parsed) =>
        [.. parsed.GetRequiredValue(_where).Select(CostOptions.Condition)];

    /// <summary>The time zone.</summary>
    /// <exception cref="CommandFailedException">There is none of this name; exit code 2.</exception>
    public TimeZoneInfo Zone(ParseResult parsed)
    {
        string name = parsed.GetRequiredValue(_zone);
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone)
            ? zone
            : throw new CommandFailedException(
                $"--time-zone: there is no '{name}'. Write an IANA name, such as Europe/Berlin.",
                ExitCode.Misused
            );
    }

    /// <summary>Today, in that zone.</summary>
    public static DateOnly Today(TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), zone).DateTime);
}
