using System.Globalization;
using TokenLedger.Accounting.Rates;
using TokenLedger.Commands.Output;

namespace TokenLedger.Commands.Rates;

/// <summary>A row for people: how it was found, its prices, its factors, where they come from.</summary>
internal static class RateRowText
{
    /// <summary>Columns beside the conditions of a price.</summary>
    private const int OtherColumns = 50;

    public static void Write(RateBook book, string id, RateMatch[] found, DateTimeOffset at, TextWriter output)
    {
        (RateRow row, string how) = found[0];
        output.WriteLine($"{id} at {row.Provider} is {row.Model} ({how})");
        output.WriteLine($"{Span(row)}; row {row.RateId}");
        Prices(row, at, output);
        foreach (RateMultiplier multiplier in row.Multipliers)
        {
            output.WriteLine(
                $"  x {multiplier.Times} on {string.Join(", ", multiplier.Meters)} when {RateText.Of(multiplier.When)}"
            );
        }

        foreach (RateFactor factor in row.OwnFactors)
        {
            string meters = factor.Meters.Count == 0 ? "everything" : string.Join(", ", factor.Meters);
            output.WriteLine(
                $"  x {factor.Times} on {meters}: {factor.Kind.ToString().ToLowerInvariant()} {factor.Name}{Time(factor)}"
            );
        }

        foreach (string remark in Remarks(row))
        {
            output.WriteLine(remark);
        }

        if (found.Length > 1)
        {
            string others = string.Join(", ", found.Skip(1).Select(match => match.Row.Provider).Distinct());
            output.WriteLine($"also at {others}; name one with --provider");
        }

        output.WriteLine($"book {book.ShortVersion}");
    }

    private static void Prices(RateRow row, DateTimeOffset at, TextWriter output)
    {
        Table table = new("  METER", ">USD", "", "WHEN") { MostText = Terminal.RoomBeside(OtherColumns) };
        foreach (RatePrice price in row.Prices)
        {
            table.Add("  " + price.Meter, price.Usd, RateText.Unit(price.Per), When(price, at));
        }

        table.WriteTo(output);
    }

    /// <summary>A condition on the time alone can be answered at once.</summary>
    private static string When(RatePrice price, DateTimeOffset at)
    {
        string text = RateText.Of(price.When);
        return price.When is [TimeOfDay time]
            ? text + (time.Holds(new PriceFacts([], null, at)) ? " (holds now)" : " (not now)")
            : text;
    }

    private static string Span(RateRow row) =>
        (row.From, row.To) switch
        {
            (null, null) => "without dates",
            (null, { } to) => $"until {RateText.Of(to)}",
            ({ } from, null) => $"since {RateText.Of(from)}",
            ({ } from, { } to) => $"from {RateText.Of(from)} until {RateText.Of(to)}",
        };

    private static string Time(RateFactor factor) =>
        (factor.From is { } from ? $" from {RateText.Of(from)}" : "")
        + (factor.To is { } to ? $" until {RateText.Of(to)}" : "");

    private static IEnumerable<string> Remarks(RateRow row)
    {
        if (row.NativeCurrency is not null)
        {
            yield return $"The provider's list is in {row.NativeCurrency}: these dollars are a conversion and are never billed.";
        }

        if (row.SelfHosted)
        {
            yield return "Runs on your own machines: what has no price here costs nothing.";
        }
        else if (row.Free)
        {
            yield return "Free of charge.";
        }

        if (row.Bucket)
        {
            yield return "By the size in the model's name: an estimate, flagged estimated_rate.";
        }

        if (row.ByCompletion)
        {
            yield return "The instant of completion decides, not the one of the request.";
        }

        foreach ((string meter, decimal least) in row.Minimums)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"At least {least} on {meter} is billed.");
        }

        foreach (string meter in row.OncePerPrompt)
        {
            yield return $"{meter} is charged once per prompt.";
        }

        yield return $"{row.Confidence} confidence, from {string.Join(", ", row.Sources)}{(row.Note is null ? "" : $"; {row.Note}")}";
    }
}
