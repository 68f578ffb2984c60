using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Output;

/// <summary>
/// The options that make a grouped question: the same words as in the API, but for the basis, which is said with --as.
/// </summary>
/// <param name="defaultLast">How far back it looks when no window is given.</param>
/// <param name="defaultLimit">How many groups are shown, for the help.</param>
/// <param name="defaultBy">What is grouped by when nothing is said, for the help.</param>
internal sealed class GroupOptions(string defaultLast, int defaultLimit, string defaultBy)
{
    private const string Corrected = "corrected";
    private const string Booked = "booked";

    private readonly Option<string?> _last = Text(
        "--last",
        "TIME",
        $"How far back from now: {Duration.Forms}. Default {defaultLast}."
    );
    private readonly Option<string?> _from = Text("--from", "INSTANT", "First instant (ISO 8601, UTC).");
    private readonly Option<string?> _to = Text("--to", "INSTANT", "First instant after the window.");
    private readonly Option<string?> _by = Text(
        "--by",
        "NAMES",
        $"Group by one to {GroupedSlice.MostGroupings}, with commas: {Grouping.Choices}. Default {defaultBy}."
    );
    private readonly Option<string?> _tenant = Text("--tenant", "NAME", "Only this tenant.");
    private readonly Option<string[]> _where = new("--where")
    {
        HelpName = "NAME=VALUE",
        Description =
            "Only calls of which this holds, NAME as in --by: model=gpt-5, model=a|b, environment!=dev, feature=(none). May be repeated.",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<int?> _limit = new("--limit")
    {
        HelpName = "COUNT",
        Description =
            "Most groups. Default "
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
    private readonly Option<string?> _zone = Text(
        "--time-zone",
        "ZONE",
        "The IANA time zone whose days count. Default UTC."
    );

    private readonly Option<bool> _compare = new("--compare")
    {
        Description = "Show beside it what it was in the same length of time before.",
    };

    /// <summary>Adds the options.</summary>
    /// <param name="command">The command.</param>
    /// <param name="compares">Whether the report says what it was before.</param>
    public void AddTo(Command command, bool compares = false)
    {
        if (compares)
        {
            command.Options.Add(_compare);
        }

        foreach (Option option in (Option[])[_last, _from, _to, _by, _tenant, _where, _limit, _as, _asBooked, _zone])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Puts the options into a question.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="question">The question, with everything that is its own.</param>
    /// <param name="now">The clock.</param>
    /// <param name="last">How far back it looks when no window is given; null for the usual.</param>
    /// <exception cref="CommandFailedException">An option makes no sense; exit code 2.</exception>
    public T Read<T>(ParseResult parsed, T question, DateTimeOffset now, string? last = null)
        where T : GroupedSlice =>
        Words(parsed).ReadGrouped(question, int.MaxValue, last ?? defaultLast, now, out string? problem)
        ?? throw CostOptions.Misused(problem!);

    private SliceWords Words(ParseResult parsed) =>
        new(name =>
            name switch
            {
                "last" => Of(parsed.GetValue(_last)),
                "from" => Of(parsed.GetValue(_from)),
                "to" => Of(parsed.GetValue(_to)),
                "where" => parsed.GetRequiredValue(_where),
                "tenant" => Of(parsed.GetValue(_tenant)),
                "basis" => [IsBooked(parsed) ? "as_booked" : "as_corrected"],
                "time-zone" => Of(parsed.GetValue(_zone)),
                "by" => Of(parsed.GetValue(_by)),
                "limit" => Of(parsed.GetValue(_limit)?.ToString(CultureInfo.InvariantCulture)),
                "compare" => parsed.GetValue(_compare) ? [SliceWords.Previous] : [],
                _ => [],
            }
        );

    private bool IsBooked(ParseResult parsed) =>
        parsed.GetRequiredValue(_as) switch
        {
            Corrected => parsed.GetValue(_asBooked),
            Booked => true,
            var other => throw CostOptions.Misused($"--as: there is no '{other}'. Choose {Corrected} or {Booked}."),
        };

    private static string[] Of(string? text) => text is null ? [] : [text];

    private static Option<string?> Text(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description };
}
