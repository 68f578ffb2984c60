using System.CommandLine;

namespace TokenLedger.Commands.Exporting;

/// <summary>The options that say which month, and how shared cost is told and spread: of 'chargeback' and of 'export'.</summary>
internal sealed class AllocationOptions
{
    private readonly Option<string?> _month = new("--month")
    {
        HelpName = "MONTH",
        Description = "A month (2026-11) in place of a window.",
    };
    private readonly Option<string?> _allocate = new("--allocate")
    {
        HelpName = "RULE",
        Description =
            "For chargeback: how shared cost is spread: proportional to direct cost (default), even, or fixed (--percent).",
    };
    private readonly Option<string[]> _percent = new("--percent")
    {
        HelpName = "NAME=NUMBER",
        Description = "For chargeback: a fixed share in percent. May be repeated; they sum to 100.",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string[]> _shared = new("--shared")
    {
        HelpName = "NAME=VALUE",
        Description = "For chargeback: calls of which this holds are shared, whoever made them. May be repeated.",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string?> _closesAfter = new("--closes-after")
    {
        HelpName = "TIME",
        Description =
            "For chargeback and focus: how long after its end a month is closed; what is booked later is charged in the "
            + "month of booking. Default: chargeback.closes_after.",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_month, _allocate, _percent, _shared, _closesAfter])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The texts of a word; null when it is none of these.</summary>
    public string[]? Texts(ParseResult parsed, string name) =>
        name switch
        {
            "month" => One(parsed.GetValue(_month)),
            "allocate" => One(parsed.GetValue(_allocate)),
            "percent" => parsed.GetRequiredValue(_percent),
            "shared" => parsed.GetRequiredValue(_shared),
            "closes-after" => One(parsed.GetValue(_closesAfter)),
            _ => null,
        };

    private static string[] One(string? text) => text is null ? [] : [text];
}
