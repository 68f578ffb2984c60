using System.CommandLine;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Output;

/// <summary>Which calls a report is about: the options that all reports share, in the words of the API and the pages.</summary>
internal sealed class ReportOptions(string? defaultLast, bool compares = false)
{
    private readonly Option<string?> _last = new("--last")
    {
        HelpName = "TIME",
        Description = $"How far back from now: {Duration.Forms}. Default {defaultLast ?? "everything"}.",
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
    private readonly Option<string?> _tenant = new("--tenant") { HelpName = "NAME", Description = "Only this tenant." };
    private readonly Option<string[]> _where = new("--where")
    {
        HelpName = "NAME=VALUE",
        Description = $"Only calls of which this holds, NAME one of {Grouping.Choices}. May be repeated.",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string> _as = new("--as")
    {
        HelpName = "BASIS",
        Description = "corrected: with every adjustment. booked: every call as it was first written down, without any.",
        DefaultValueFactory = _ => "corrected",
    };

    private readonly Option<string?> _zone = new("--time-zone")
    {
        HelpName = "ZONE",
        Description = "The IANA time zone of the times shown. Default UTC.",
    };

    private readonly Option<bool> _compare = new("--compare")
    {
        Description = "Show what it was in the same length of time before, too.",
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_last, _from, _to, _tenant, _where, _as, _zone])
        {
            command.Options.Add(option);
        }

        if (compares)
        {
            command.Options.Add(_compare);
        }
    }

    /// <summary>Puts them into a question.</summary>
    /// <exception cref="CommandFailedException">One makes no sense; exit code 2.</exception>
    public T Read<T>(ParseResult parsed, T question)
        where T : Slice
    {
        SliceWords words = new(name =>
            name switch
            {
                "last" => Of(parsed.GetValue(_last)),
                "from" => Of(parsed.GetValue(_from)),
                "to" => Of(parsed.GetValue(_to)),
                "tenant" => Of(parsed.GetValue(_tenant)),
                "where" => parsed.GetRequiredValue(_where),
                "basis" => ["as_" + parsed.GetRequiredValue(_as)],
                "time-zone" => Of(parsed.GetValue(_zone)),
                _ => [],
            }
        );
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        T? read = words.Read(question, defaultLast, now, out string? problem);
        if (read is not null && compares && parsed.GetValue(_compare))
        {
            read = SliceWords.Compared(read, SliceWords.Previous, now, out problem);
        }

        return read ?? throw CostOptions.Misused(problem!);
    }

    private static string[] Of(string? text) => text is null ? [] : [text];
}
