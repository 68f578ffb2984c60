using System.CommandLine;
using System.Globalization;
using System.IO.Enumeration;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Metering;
using TokenLedger.Accounting.Rates;
using TokenLedger.Commands.Output;

namespace TokenLedger.Commands.Rates;

/// <summary><c>tokenledger rates list</c>: what is in the book.</summary>
internal static class RatesListCommand
{
    /// <summary>Columns beside the model's name, for a terminal of the usual width.</summary>
    private const int OtherColumns = 58;

    public static Command Create(TimeProvider clock)
    {
        BookChoice choice = new();
        AtOption at = new(clock);
        Option<bool> json = CommonOptions.Json();
        Option<string?> provider = new("--provider") { HelpName = "NAME", Description = "Only this provider." };
        Option<string?> model = new("--model")
        {
            HelpName = "PATTERN",
            Description = "Only these models; * stands for any characters.",
        };
        Option<bool> all = new("--all") { Description = "Also rows that are over or have not begun." };
        Command command = new("list", "List the models that have a price, in USD per million tokens.")
        {
            provider,
            model,
            at.Option,
            all,
            json,
        };
        choice.AddTo(command);
        command.SetAction(parsed =>
        {
            DateTimeOffset instant = at.Read(parsed);
            RateBook book = choice.Read(parsed);
            RateRow[] rows =
            [
                .. book
                    .OverlayRows.Concat(Rows(book, parsed.GetValue(provider)))
                    .Where(row =>
                        Takes(parsed.GetValue(provider), row.Provider)
                        && Takes(parsed.GetValue(model), row.Model)
                        && (parsed.GetValue(all) || row.InForce(instant))
                    ),
            ];
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                output.Write(Json(book, instant, rows));
                return 0;
            }

            return Write(book, instant, rows, parsed.GetValue(all), output);
        });
        return command;
    }

    /// <summary>Tables of other providers are not even read.</summary>
    private static IReadOnlyList<RateRow> Rows(RateBook book, string? provider) =>
        provider is not null && book.Providers.Contains(provider, StringComparer.OrdinalIgnoreCase)
            ? book.RowsOf(provider)
            : book.Rows;

    private static bool Takes(string? pattern, string name) =>
        pattern is null || FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true);

    private static string Json(RateBook book, DateTimeOffset at, RateRow[] rows) =>
        RateRowJson.Document(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("version", book.Version);
            RateRowJson.Instant(writer, "at", at);
            writer.WriteStartArray("rates");
            foreach (RateRow row in rows)
            {
                writer.WriteStartObject();
                writer.WriteString("provider", row.Provider);
                writer.WriteString("model", row.Model);
                RateRowJson.Members(writer, row);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });

    private static int Write(RateBook book, DateTimeOffset at, RateRow[] rows, bool all, TextWriter output)
    {
        if (rows.Length == 0)
        {
            output.WriteLine(
                $"No price matches. The book has {string.Join(", ", book.Providers)}; drop a filter, or add --all."
            );
            return 0;
        }

        string[] dates = all ? ["FROM", "TO"] : [];
        Table table = new(["PROVIDER", "MODEL", ">INPUT", ">CACHED", ">WRITTEN", ">OUTPUT", "ALSO", .. dates])
        {
            MostText = Terminal.RoomBeside(OtherColumns),
        };
        foreach (RateRow row in rows)
        {
            string[] span = all ? [Day(row.From), Day(row.To)] : [];
            table.Add([
                row.Provider,
                row.Model,
                Price(row, Meters.Input),
                Price(row, Meters.CacheRead),
                Price(row, Meters.CacheWrite),
                Price(row, Meters.Output),
                Also(row),
                .. span,
            ]);
        }

        table.WriteTo(output);
        string inForce = all ? "" : $" in force at {RateText.Of(at)}";
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Counted.Of(rows.Length, "row")}{inForce}, USD per million tokens; book {book.ShortVersion}. All of one: tokenledger rates show MODEL"
            )
        );
        return 0;
    }

    private static string Price(RateRow row, string meter)
    {
        RatePrice? price = row.Prices.FirstOrDefault(price => price.Meter == meter && price.When.Count == 0);
        return price is null ? "" : PerMillion(price);
    }

    private static string PerMillion(RatePrice price) =>
        price.Per == 1_000_000 ? price.Usd : $"{price.Usd}/{price.Per.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>What the four columns do not say.</summary>
    private static string Also(RateRow row)
    {
        int further = row.Prices.Count(price =>
            price.When.Count > 0
            || price.Meter is not (Meters.Input or Meters.CacheRead or Meters.CacheWrite or Meters.Output)
        );
        List<string> words = [];
        if (row.NativeCurrency is not null)
        {
            words.Add($"{row.NativeCurrency} list, not billed");
        }

        if (row.SelfHosted || row.Free)
        {
            words.Add(row.SelfHosted ? "own" : "free");
        }

        if (row.Bucket)
        {
            words.Add("by size");
        }

        if (further + row.Multipliers.Count > 0)
        {
            words.Add($"+{further + row.Multipliers.Count}");
        }

        return string.Join(' ', words);
    }

    private static string Day(DateTimeOffset? instant) => instant is null ? "" : RateText.Of(instant.Value)[..10];
}
