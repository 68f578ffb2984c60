using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Output;

/// <summary>A forecast for people.</summary>
internal static class ForecastTable
{
    public static void Write(ForecastDocument document, TextWriter output)
    {
        ForecastSeries whole = document.Whole;
        string unit = document.Quantity == "cost" ? AmountText.Dollars : document.Quantity;
        string Of(string amount) => AmountText.Of(output, amount, unit);
        output.WriteLine($"{document.First} to {document.Last}, {Of(whole.Today)} today so far");
        if (whole.Total is not { } total)
        {
            output.WriteLine(whole.Problem);
        }
        else
        {
            string before = whole.Before is { } used ? $", {Of(used)} of it before today" : "";
            output.WriteLine($"expected    {Of(total.Expected)}{before}");
            output.WriteLine($"likely      {Of(total.Low)} to {Of(total.High)} (8 cases of 10)");
            output.WriteLine(
                $"how sure    the {whole.Model} model was off by {whole.ErrorPercent} % in the middle of {whole.Trials} trials on the past"
            );
            output.WriteLine();
            Models(whole).WriteTo(output);
        }

        if (document.By is { } by)
        {
            output.WriteLine();
            Groups(document, by).WriteTo(output);
        }

        if (document.GroupsLeftOut > 0)
        {
            output.WriteLine($"{document.GroupsLeftOut} more; show them with --limit.");
        }

        output.WriteLine("learned from " + BasisText.Of(document.PastRestsOn));
        output.WriteLine(FormattableString.Invariant($"as of entry {document.AsOfEntry}"));
    }

    private static Table Models(ForecastSeries whole)
    {
        Table table = new("MODEL", ">OFF BY %");
        foreach (ComparedModel model in whole.Compared!)
        {
            table.Add(model.Model, model.ErrorPercent);
        }

        return table;
    }

    private static Table Groups(ForecastDocument document, string by)
    {
        string figure = document.Quantity == "cost" ? ">$" : ">";
        Table table = new(
            by.ToUpperInvariant(),
            figure + "EXPECTED",
            figure + "LOW",
            figure + "HIGH",
            "MODEL",
            ">OFF BY %",
            ">TRIALS"
        )
        {
            MostText = Terminal.RoomBeside(70),
        };
        foreach (ForecastSeries group in document.Groups)
        {
            string name = group.Group!.Values.Single() ?? Filter.None;
            if (group.Total is { } total)
            {
                table.Add(
                    name,
                    total.Expected,
                    total.Low,
                    total.High,
                    group.Model!,
                    group.ErrorPercent!,
                    FormattableString.Invariant($"{group.Trials}")
                );
            }
            else
            {
                table.Add(name, "", "", "", "not enough data", "", "");
            }
        }

        return table;
    }
}
