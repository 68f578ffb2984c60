using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Money;
using TokenLedger.Commands.Exporting;
using TokenLedger.Commands.Output;
using TokenLedger.Configuration;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Chargeback;

namespace TokenLedger.Commands;

/// <summary>tokenledger chargeback: who bears what of a month.</summary>
public static class ChargebackCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        Option<string?> data = CommonOptions.Data();
        Option<bool> json = CommonOptions.Json();
        Option<string?> by = Word("--by", "NAME", $"Who bears cost, one of {Grouping.Choices}. Default tenant.");
        Option<string?> from = Word("--from", "INSTANT", "First instant (ISO 8601, UTC), in place of a month.");
        Option<string?> to = Word("--to", "INSTANT", "First instant after.");
        Option<string?> tenant = Word("--tenant", "NAME", "Only this tenant.");
        Option<string?> basis = Word("--as", "BASIS", "corrected (default), or booked: without any correction.");
        Option<string[]> where = new("--where")
        {
            HelpName = "NAME=VALUE",
            Description = "Only calls of which this holds. May be repeated.",
            DefaultValueFactory = _ => [],
        };
        Option<bool> compare = new("--compare")
        {
            Description = "Show what each was charged before: in the month before, or in the same length of time.",
        };
        AllocationOptions allocation = new();
        Command command = new(
            "chargeback",
            "Show who bears what of a month: direct cost, shares of what is shared, corrections of closed months. "
                + "As a file: tokenledger export --rows chargeback, with -f html as a page to mail and print."
        )
        {
            data,
            json,
            by,
            from,
            to,
            tenant,
            where,
            basis,
            compare,
        };
        allocation.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                IReadOnlyList<string> Texts(string name) =>
                    allocation.Texts(parsed, name)
                    ?? name switch
                    {
                        "by" => One(parsed.GetValue(by)),
                        "from" => One(parsed.GetValue(from)),
                        "to" => One(parsed.GetValue(to)),
                        "tenant" => One(parsed.GetValue(tenant)),
                        "where" => parsed.GetRequiredValue(where),
                        "basis" => One(parsed.GetValue(basis) is { } text ? "as_" + text : null),
                        "compare" => parsed.GetValue(compare) ? [SliceWords.Previous] : [],
                        _ => [],
                    };
                ChargebackQuery query =
                    ChargebackWords.Read(
                        new SliceWords(Texts),
                        ConfiguredTerms.Read(parsed.GetValue<string?>("--config")).Chargeback,
                        TimeProvider.System.GetUtcNow(),
                        out string? problem
                    ) ?? throw CostOptions.Misused(problem!);
                InvocationConfiguration console = parsed.InvocationConfiguration;
                DataFolder folder = DataFolder.Resolve(parsed.GetValue(data));
                using LedgerReports reports = await LedgerReports.OpenAsync(folder, console.Error, cancellation);
                Write(reports.Views.Chargeback(query), reports.Stamp, parsed.GetValue(json), console.Output);
                return 0;
            }
        );
        return ShownInCurrency.On(command);
    }

    private static void Write(ChargebackStatement statement, LedgerStamp stamp, bool json, TextWriter output)
    {
        if (json)
        {
            ChargebackDocument document = ChargebackDocument.Of(statement, stamp);
            output.WriteLine(JsonSerializer.Serialize(document, ChargebackJson.Default.ChargebackDocument));
            return;
        }

        ChargebackQuery query = statement.Query;
        output.WriteLine(
            $"{Instant(query.Window.From)} to {Instant(query.Window.To)}, by {query.By.Name}, {query.Basis}"
        );
        Rows(statement).WriteTo(output);
        if (query.Before is { } before)
        {
            output.WriteLine($"Before: {Instant(before.From)} to {Instant(before.To)}.");
        }

        foreach (SharedCost shared in statement.Shared)
        {
            string corrections = shared.Corrections == Usd.Zero ? "" : $", corrections {shared.Corrections}";
            output.WriteLine($"shared, {query.Terms.RuleName}: {shared.Amount} USD {shared.Why}{corrections}");
        }

        if (statement.Total.Unpriced > 0)
        {
            output.WriteLine(
                $"{Counted.Of(statement.Total.Unpriced, "call has", "calls have")} a part without a price: the true cost is higher."
            );
        }

        output.WriteLine($"months close {query.Terms.Closing.Text} after their end; as of entry {statement.AsOfEntry}");
    }

    private static Table Rows(ChargebackStatement statement)
    {
        string[] then = statement.Before is null ? [] : [">$BEFORE"];
        Table table = new([
            statement.Query.By.Name.ToUpperInvariant(),
            ">CALLS",
            ">$DIRECT USD",
            ">$ALLOCATED",
            ">$CORRECTIONS",
            ">$CHARGED USD",
            .. then,
        ]);
        foreach ((ChargebackRow row, ChargebackRow? before) in statement.RowsBeside())
        {
            Add(table, row.Owner ?? "(nobody)", row, before?.Charged);
        }

        Add(table, "TOTAL", statement.Total, statement.Before?.Total.Charged);
        return table;
    }

    private static void Add(Table table, string name, ChargebackRow row, Usd? before)
    {
        string[] then = before is { } charged ? [charged.ToString()] : [];
        table.Add([
            name,
            row.Calls.ToString("N0", CultureInfo.InvariantCulture),
            row.Direct.ToString(),
            row.Allocated.ToString(),
            row.Corrections.ToString(),
            row.Charged.ToString(),
            .. then,
        ]);
    }

    private static string Instant(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture) ?? "…";

    private static Option<string?> Word(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };

    private static string[] One(string? text) => text is null ? [] : [text];
}
