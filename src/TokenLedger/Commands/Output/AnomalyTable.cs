using System.Globalization;
using TokenLedger.Accounting.Anomalies;
using TokenLedger.Reporting.Documents;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Commands.Output;

/// <summary>What is unusual, for people.</summary>
internal static class AnomalyTable
{
    private const int BesideContributors = 90;

    public static void Write(AnomaliesDocument document, TextWriter output)
    {
        if (document.Anomalies.Count == 0)
        {
            output.WriteLine(
                $"Nothing unusual in the last {document.Periods} {document.Period}s, as far as {AnomalyDetector.FewestSeasons} weeks before each of them are known."
            );
        }
        else
        {
            Rows(document).WriteTo(output);
        }

        if (document.LeftOut > 0)
        {
            output.WriteLine($"{document.LeftOut} more; show them with --limit.");
        }

        output.WriteLine("looked at " + BasisText.Of(document.RestsOn));
        output.WriteLine(FormattableString.Invariant($"as of entry {document.AsOfEntry}"));
    }

    private static Table Rows(AnomaliesDocument document)
    {
        string[] each = document.Each is { } name ? [name.ToUpperInvariant()] : [];
        Table table = new([
            document.Period.ToUpperInvariant(),
            "WHAT",
            .. each,
            ">$VALUE",
            ">$EXPECTED",
            ">$USUALLY UP TO",
            "WHO MADE THE DIFFERENCE",
        ])
        {
            MostText = Terminal.RoomBeside(BesideContributors),
        };
        TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(document.TimeZone);
        string form = document.Period == "day" ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm";
        foreach (AnomalyDocument one in document.Anomalies)
        {
            string[] slice = document.Each is null ? [] : [one.Group is { } group ? Name(group) : "(all)"];
            string[] cells =
            [
                TimeZoneInfo.ConvertTime(one.From, zone).ToString(form, CultureInfo.InvariantCulture),
                $"{one.Measure} ({one.Unit})",
                .. slice,
                one.Value,
                one.Expected,
                one.UsualTo,
                string.Join("; ", one.Contributors.Select(AnomalyWords.Of)),
            ];
            table.Add(one.Unit == "usd", cells);
        }

        return table;
    }

    private static string Name(IReadOnlyDictionary<string, string?> group) => group.Values.Single() ?? Filter.None;
}
