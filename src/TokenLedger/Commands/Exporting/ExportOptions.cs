using System.CommandLine;
using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Exporting;

/// <summary>The options of 'export' that say what is exported: the words of <see cref="ExportWords"/>.</summary>
internal sealed class ExportOptions
{
    private readonly Option<string[]> _where = new("--where")
    {
        HelpName = "NAME=VALUE",
        Description = "Only calls of which this holds, NAME as in --by. May be repeated.",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string?> _as = new("--as")
    {
        HelpName = "BASIS",
        Description =
            "corrected (default): adjustments count in the period of what they correct. booked: every call as it was "
            + "first written down, in the period it was written down, without adjustments.",
    };
    private readonly Option<bool> _compare = new("--compare")
    {
        Description =
            "For groups and chargeback: behind the figures those of the same length of time before (of whole months, for "
            + "chargeback, of as many months), and the change.",
    };
    private readonly Option<string?> _currency = Word(
        "--currency",
        "CODE",
        "Amounts in this currency too, as display.currencies of the configuration has it. Not for focus."
    );
    private readonly Option<string?> _config = Word(
        "--config",
        "FILE",
        "The configuration with currencies and closes_after; looked for in the usual places without it.",
        "-c"
    );
    private readonly Option<bool> _asBooked = new("--as-booked") { Hidden = true };
    private readonly AllocationOptions _allocation = new();
    private readonly Dictionary<string, Option<string?>> _words = new(StringComparer.Ordinal)
    {
        ["format"] = Word("--format", "FORMAT", ExportWords.Formats + ". Default csv.", "-f"),
        ["rows"] = Word(
            "--rows",
            "ROWS",
            "What rows are: groups (sums, default), calls, lines (their line items), or chargeback (a statement)."
        ),
        ["last"] = Word(
            "--last",
            "TIME",
            $"How far back from now: {Duration.Forms}. Default {ExportWords.DefaultLast}."
        ),
        ["from"] = Word("--from", "INSTANT", "First instant (ISO 8601, UTC)."),
        ["to"] = Word("--to", "INSTANT", "First instant after the window."),
        ["by"] = Word(
            "--by",
            "NAMES",
            $"For groups: by one to {CostQuery.MostGroupings}, with commas: {Grouping.Choices}. Default model."
        ),
        ["limit"] = Word("--limit", "COUNT", "For groups: most of them, dearest first. Default all."),
        ["tenant"] = Word("--tenant", "NAME", "Only this tenant."),
        ["focus-version"] = Word("--focus-version", "VERSION", "For focus: 1.2 (default), 1.3 or 1.4."),
        ["grain"] = Word("--grain", "LENGTH", "For focus: charge periods of an hour (default) or a day."),
    };

    public void AddTo(Command command)
    {
        foreach (Option option in _words.Values)
        {
            command.Options.Add(option);
        }

        _allocation.AddTo(command);
        foreach (Option option in (Option[])[_where, _as, _compare, _currency, _config, _asBooked])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The question.</summary>
    /// <exception cref="CommandFailedException">An option makes no sense; exit code 2.</exception>
    public ExportQuery Read(ParseResult parsed, DateTimeOffset now)
    {
        ExportTerms terms = ConfiguredTerms.Read(parsed.GetValue(_config));
        return ExportWords.Read(new SliceWords(name => Texts(parsed, name)), terms, now, out string? problem)
            ?? throw CostOptions.Misused(problem!);
    }

    private string[] Texts(ParseResult parsed, string name)
    {
        if (name == "where")
        {
            return parsed.GetRequiredValue(_where);
        }

        if (_allocation.Texts(parsed, name) is { } allocated)
        {
            return allocated;
        }

        string? text =
            name == "basis" ? Basis(parsed)
            : name == "currency" ? parsed.GetValue(_currency)
            : name == "compare" && parsed.GetValue(_compare) ? SliceWords.Previous
            : _words.TryGetValue(name, out Option<string?>? option) ? parsed.GetValue(option)
            : null;
        return text is null ? [] : [text];
    }

    private string? Basis(ParseResult parsed) =>
        parsed.GetValue(_asBooked) ? "as_booked"
        : parsed.GetValue(_as) is not { } basis ? null
        : basis is "corrected" or "booked" ? "as_" + basis
        : throw CostOptions.Misused($"--as: there is no '{basis}'. Choose corrected or booked.");

    private static Option<string?> Word(string name, string value, string description, params string[] aliases) =>
        new(name, aliases) { HelpName = value, Description = description };
}
