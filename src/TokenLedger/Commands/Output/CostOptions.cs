using System.CommandLine;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Output;

/// <summary>The options that make a cost question, shared by 'costs' and 'export'.</summary>
internal sealed class CostOptions(string defaultLast, int defaultLimit)
{
    private const string Corrected = "corrected";
    private const string Booked = "booked";

    private readonly Option<string?> _last = new("--last")
    {
        HelpName = "TIME",
        Description = $"How far back from now: {Duration.Forms}. Default {defaultLast}.",
    };
    private readonly Option<string?> _from = new("--from")
    {
        HelpName = "INSTANT",
        Description = "First instant (ISO 8601, UTC).",
    };
    private readonly Option<string?> _to = new("--to")
    {
        HelpName = "INSTANT",
        Description = "First instant after the window.",
    };
    private readonly Option<string> _by = new("--by")
    {
        HelpName = "NAMES",
        Description = $"Group by one to {CostQuery.MostGroupings}, with commas: {Grouping.Choices}.",
        DefaultValueFactory = _ => Grouping.Model.Name,
    };
    private readonly Option<string?> _tenant = new("--tenant") { HelpName = "NAME", Description = "Only this tenant." };
    private readonly Option<string[]> _where = new("--where")
    {
        HelpName = "NAME=VALUE",
        Description = "Only calls of which this holds, NAME as in --by. May be repeated.",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<int> _limit = new("--limit")
    {
        HelpName = "COUNT",
        Description =
            "Most groups, dearest first. Default "
            + (defaultLimit == int.MaxValue ? "all." : FormattableString.Invariant($"{defaultLimit}.")),
    };
    private readonly Option<string> _as = new("--as")
    {
        HelpName = "BASIS",
        Description =
            "corrected: adjustments count in the period and group of what they correct. booked: every call as it was first "
            + "written down, in the period it was written down, without adjustments.",
        DefaultValueFactory = _ => Corrected,
    };
    private readonly Option<bool> _asBooked = new("--as-booked") { Hidden = true };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_last, _from, _to, _by, _tenant, _where, _limit, _as, _asBooked])
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="CommandFailedException">An option makes no sense; exit code 2.</exception>
    public CostQuery Read(ParseResult parsed, DateTimeOffset now)
    {
        string? from = parsed.GetValue(_from);
        string? to = parsed.GetValue(_to);
        string? last = parsed.GetValue(_last) ?? (from is null && to is null ? defaultLast : null);
        Window window = Window.Parse(last, from, to, now, out string? problem) ?? throw Misused(problem!);
        IReadOnlyList<Grouping> by =
            CostQuery.ParseBy(parsed.GetRequiredValue(_by), out problem) ?? throw Misused("--by: " + problem);
        int limit = parsed.GetResult(_limit) is null ? defaultLimit : parsed.GetValue(_limit);
        return new()
        {
            Window = window,
            By = by,
            Where = [.. Conditions(parsed)],
            Limit = limit > 0 ? limit : throw Misused($"--limit: must be 1 or more; it is {limit}."),
            AsBooked = parsed.GetValue(_asBooked) || IsBooked(parsed.GetRequiredValue(_as)),
        };
    }

    private static bool IsBooked(string basis) =>
        basis switch
        {
            Corrected => false,
            Booked => true,
            _ => throw Misused($"--as: there is no '{basis}'. Choose {Corrected} or {Booked}."),
        };

    public static CommandFailedException Misused(string message) => new(message, ExitCode.Misused);

    private IEnumerable<Filter> Conditions(ParseResult parsed)
    {
        if (parsed.GetValue(_tenant) is { } tenant)
        {
            yield return new(Grouping.Tenant, tenant);
        }

        foreach (string condition in parsed.GetRequiredValue(_where))
        {
            yield return Condition(condition);
        }
    }

    /// <summary>Reads a condition.</summary>
    /// <exception cref="CommandFailedException">It makes no sense; exit code 2.</exception>
    public static Filter Condition(string text) =>
        Filter.Parse(text, out string? problem) ?? throw Misused("--where: " + problem);
}
