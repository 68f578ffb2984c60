using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Rates;
using TokenLedger.Commands.Output;

namespace TokenLedger.Commands.Rates;

/// <summary><c>tokenledger rates diff</c>: what differs between two books, one line each.</summary>
internal static class RatesDiffCommand
{
    public static Command Create()
    {
        Argument<string> before = new("A")
        {
            Description = $"A table, a folder of tables, or \"{BookChoice.BuiltIn}\".",
        };
        Argument<string> after = new("B") { Description = "The same; what is told is how A becomes B." };
        Option<bool> json = CommonOptions.Json();
        Option<string?> provider = new("--provider") { HelpName = "NAME", Description = "Only this provider." };
        Command command = new("diff", "Compare two rate books: every changed price on a line of its own.")
        {
            before,
            after,
            provider,
            json,
        };
        command.SetAction(parsed =>
        {
            RateBook left = BookChoice.At(parsed.GetValue(before)!);
            RateBook right = BookChoice.At(parsed.GetValue(after)!);
            string? only = parsed.GetValue(provider);
            RateChange[] changes =
            [
                .. RateBookDiff
                    .Between(left, right)
                    .Where(change => only is null || change.Provider.Equals(only, StringComparison.OrdinalIgnoreCase)),
            ];
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                output.Write(Json(left, right, changes));
                return 0;
            }

            foreach (RateChange change in changes)
            {
                output.WriteLine(Line(change));
            }

            output.WriteLine(
                changes.Length == 0
                    ? $"No difference; book {right.ShortVersion}."
                    : $"{Counted.Of(changes.Length, "difference")} from book {left.ShortVersion} to {right.ShortVersion}."
            );
            return 0;
        });
        return command;
    }

    private static string Line(RateChange change)
    {
        string since = change.From is null ? "" : $" from {RateText.Of(change.From.Value)}";
        string row = change.Model is null ? change.Provider : $"{change.Provider} {change.Model}{since}";
        string when = change.When.Length == 0 ? "" : $" [{change.When}]";
        string unit = change.Per == 0 ? "" : $" {RateText.Unit(change.Per)}";
        return change.Kind switch
        {
            ChangeKind.ProviderAdded => $"+ {row}: a provider with {change.After}",
            ChangeKind.ProviderRemoved => $"- {row}: a provider with {change.After}",
            ChangeKind.RowAdded => $"+ {row}: {change.After}",
            ChangeKind.RowRemoved => $"- {row}: {change.Before}",
            ChangeKind.RowChanged => $"~ {row}: {change.What} {change.Before} -> {change.After}",
            ChangeKind.PriceAdded => $"+ {row}: {change.What}{when} {change.After}{unit}",
            ChangeKind.PriceRemoved => $"- {row}: {change.What}{when} {change.Before}{unit}",
            _ => $"~ {row}: {change.What}{when} {change.Before} -> {change.After}{unit}",
        };
    }

    private static string Json(RateBook left, RateBook right, RateChange[] changes) =>
        RateRowJson.Document(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("before", left.Version);
            writer.WriteString("after", right.Version);
            writer.WriteStartArray("changes");
            foreach (RateChange change in changes)
            {
                Write(writer, change);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });

    private static void Write(Utf8JsonWriter writer, RateChange change)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", JsonNamingPolicy.SnakeCaseLower.ConvertName(change.Kind.ToString()));
        writer.WriteString("provider", change.Provider);
        writer.WriteString("model", change.Model);
        RateRowJson.Instant(writer, "from", change.From);
        writer.WriteString("what", change.What);
        if (change.Per > 0)
        {
            writer.WriteNumber("per", change.Per);
        }

        if (change.When.Length > 0)
        {
            writer.WriteString("when", change.When);
        }

        writer.WriteString("before", change.Before);
        writer.WriteString("after", change.After);
        writer.WriteEndObject();
    }
}
