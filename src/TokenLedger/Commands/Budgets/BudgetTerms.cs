using System.CommandLine;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Accounting.Money;
using TokenLedger.Commands.Output;
using TokenLedger.Configuration.Values;

namespace TokenLedger.Commands.Budgets;

/// <summary>The terms of a budget as options.</summary>
internal sealed class BudgetTerms
{
    private readonly Option<string[]> _scope = new("--scope")
    {
        HelpName = "DIMENSION=VALUE",
        Description =
            "Only such calls (user, tenant, project, agent, model, tag:NAME …); * and ? stand for characters. Can be repeated.",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string[]> _per = new("--per")
    {
        HelpName = "DIMENSION",
        Description = "An account for each value of it. Can be repeated.",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<decimal?>[] _limits =
    [
        .. BudgetNames.Units.Select(unit => new Option<decimal?>("--" + unit.Replace('_', '-'))
        {
            HelpName = "N",
            Description = $"At most so many {unit.Replace('_', ' ')} within the window.",
        }),
    ];
    private readonly Option<string?> _meter = new("--meter")
    {
        HelpName = "METER",
        Description = "With --tokens: count this meter only, such as output.",
    };
    private readonly Option<string?> _window = new("--window")
    {
        HelpName = "WINDOW",
        Description =
            "minute, hour, day, week, month, quarter, year, \"rolling 24h\", \"fixed 7d from 2026-01-05\", session or lifetime. Default month.",
    };
    private readonly Option<string?> _zone = new("--time-zone")
    {
        HelpName = "ZONE",
        Description = "Whose days and months count, such as Europe/Berlin. Default UTC.",
    };
    private readonly Option<string?> _hold = Word(
        "--hold",
        BudgetNames.Holds,
        "What an open call reserves. Default elastic."
    );
    private readonly Option<string?> _action = Word(
        "--action",
        BudgetNames.Actions,
        "What reaching a limit does. Default block."
    );
    private readonly Option<decimal?> _soft = new("--soft")
    {
        HelpName = "PERCENT",
        Description = "Warn from this percentage of a limit.",
    };
    private readonly Option<bool> _shadow = new("--shadow") { Description = "Judge and record, refuse nothing." };
    private readonly Option<string?> _midStream = Word(
        "--mid-stream",
        BudgetNames.MidStream,
        "What happens to a stream that outgrows its hold. Default finish."
    );
    private readonly Option<string?> _unpriced = Word(
        "--unpriced",
        BudgetNames.Unpriced,
        "What happens to calls without a price. Default allow."
    );
    private readonly Option<decimal?> _ceiling = new("--unpriced-ceiling")
    {
        HelpName = "USD",
        Description = "With --unpriced ceiling: what each counts.",
    };
    private readonly Option<string?> _about = new("--description")
    {
        HelpName = "TEXT",
        Description = "What it is for.",
    };

    private IEnumerable<Option> All =>
        [
            _scope,
            _per,
            .. _limits,
            _meter,
            _window,
            _zone,
            _hold,
            _action,
            _soft,
            _shadow,
            _midStream,
            _unpriced,
            _ceiling,
            _about,
        ];

    public void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether any of them is given.</summary>
    public bool IsGiven(ParseResult parsed) => All.Any(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>What a budget may be called by its window: "month", "rolling", "lifetime".</summary>
    public static string NameOf(BudgetWindow window) =>
        window.Kind == WindowKind.Calendar ? BudgetNames.Of(window.Period) : BudgetNames.Of(window.Kind);

    /// <summary>The budget they describe; the API checks it.</summary>
    /// <exception cref="CommandFailedException">An option cannot be read; exit code 2.</exception>
    public Budget Read(ParseResult parsed, string id)
    {
        BudgetLimit[] limits = [.. Limits(parsed)];
        if (limits.Length == 0)
        {
            throw CostOptions.Misused("Say how much: --usd, --tokens, --calls, --seconds or --tool-calls.");
        }

        return new()
        {
            Id = id,
            Description = parsed.GetValue(_about),
            Scope = [.. (parsed.GetValue(_scope) ?? []).Select(Term)],
            Per = parsed.GetValue(_per) ?? [],
            Limits = limits,
            Window = Window(parsed),
            Hold = (HoldMode)Choice(parsed, _hold, BudgetNames.Holds, (int)HoldMode.Elastic),
            Action = (BudgetAction)Choice(parsed, _action, BudgetNames.Actions, 0),
            SoftPercent = parsed.GetValue(_soft),
            Shadow = parsed.GetValue(_shadow),
            MidStream = (ReachedMidStream)Choice(parsed, _midStream, BudgetNames.MidStream, 0),
            Unpriced = (UnpricedCalls)Choice(parsed, _unpriced, BudgetNames.Unpriced, 0),
            UnpricedCeiling = parsed.GetValue(_ceiling) is { } ceiling ? Ceiling(ceiling) : null,
        };
    }

    private IEnumerable<BudgetLimit> Limits(ParseResult parsed)
    {
        for (int unit = 0; unit < _limits.Length; unit++)
        {
            if (parsed.GetValue(_limits[unit]) is { } amount)
            {
                yield return new(
                    (LimitUnit)unit,
                    amount,
                    unit == (int)LimitUnit.Tokens ? parsed.GetValue(_meter) : null
                );
            }
        }
    }

    /// <summary>The window they describe.</summary>
    /// <exception cref="CommandFailedException">It cannot be read; exit code 2.</exception>
    public BudgetWindow Window(ParseResult parsed)
    {
        Parsed window = BudgetValues.Window.Parse(parsed.GetValue(_window) ?? "month");
        return window.Value is BudgetWindow good
            ? good with
            {
                TimeZone = parsed.GetValue(_zone) ?? good.TimeZone,
            }
            : throw CostOptions.Misused($"--window: {window.Problem}");
    }

    private static Usd Ceiling(decimal amount) =>
        amount is > 0 and <= BudgetCheck.LargestAmount
            ? Usd.FromDecimal(amount)
            : throw CostOptions.Misused("--unpriced-ceiling: must be dollars above 0");

    private static ScopeTerm Term(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new(text[..equals], text[(equals + 1)..])
            : throw CostOptions.Misused($"--scope: '{text}' must be DIMENSION=VALUE, such as tenant=a");
    }

    private static int Choice(ParseResult parsed, Option<string?> option, IReadOnlyList<string> names, int unset) =>
        parsed.GetValue(option) is { } word ? names.ToList().IndexOf(word) : unset;

    private static Option<string?> Word(string name, IReadOnlyList<string> words, string description)
    {
        Option<string?> option = new(name) { Description = description };
        option.AcceptOnlyFromAmong([.. words]);
        return option;
    }
}
