using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TokenLedger.Accounting;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Grouped;
using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Commands.Output;

/// <summary>Asks a report of the ledger's views and writes it, as JSON or for people.</summary>
/// <param name="Data">The option that names the data folder.</param>
/// <param name="Json">The option that asks for JSON.</param>
internal sealed record ReportOutput(Option<string?> Data, Option<bool> Json)
{
    /// <summary>The options, new.</summary>
    public static ReportOutput Create() => new(CommonOptions.Data(), CommonOptions.Json());

    /// <summary>Asks and writes.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="ask">Answers the question.</param>
    /// <param name="document">The answer in JSON.</param>
    /// <param name="form">How that is written.</param>
    /// <param name="table">Writes the answer for people, but for its stamp.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<int> WriteAsync<TReport, TDocument>(
        ParseResult parsed,
        Func<Views, TReport> ask,
        Func<TReport, LedgerStamp, TDocument> document,
        JsonTypeInfo<TDocument> form,
        Action<TReport, TextWriter> table,
        CancellationToken cancellation
    )
    {
        InvocationConfiguration console = parsed.InvocationConfiguration;
        DataFolder folder = DataFolder.Resolve(parsed.GetValue(Data));
        using LedgerReports reports = await LedgerReports.OpenAsync(folder, console.Error, cancellation);
        TReport report = ask(reports.Views);
        if (parsed.GetValue(Json))
        {
            console.Output.WriteLine(JsonSerializer.Serialize(document(report, reports.Stamp), form));
            return 0;
        }

        table(report, console.Output);
        console.Output.WriteLine(Figures.Stamp(reports.Views.Position, reports.Stamp));
        return 0;
    }

    /// <summary>A whole number as people read it.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share as percent with one decimal; without any, when there are no calls, nothing.</summary>
    public static string Percent(decimal share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>The titles of the columns of groups.</summary>
    public static string[] Titles(GroupedSlice question) =>
        [.. question.Columns.Select(by => by.Name.ToUpperInvariant())];

    /// <summary>The cells of a group.</summary>
    public static string[] Cells(IReadOnlyList<string?> keys) => [.. keys.Select(key => key ?? Filter.None)];

    /// <summary>The cells of the line of the sum.</summary>
    public static string[] TotalCells(GroupedSlice question) =>
        [.. question.Columns.Select((_, i) => i == 0 ? "TOTAL" : "")];

    /// <summary>
    /// A table of groups and of their sum, each with a line of what it was in the time that the report compares with.
    /// </summary>
    /// <param name="question">The question.</param>
    /// <param name="report">The answer.</param>
    /// <param name="titles">Titles of the figures.</param>
    /// <param name="cells">The cells of figures.</param>
    public static Table Grouped<T>(
        GroupedSlice question,
        GroupedReport<T> report,
        IEnumerable<string> titles,
        Func<T, string[]> cells
    )
        where T : class
    {
        Table table = new([.. Titles(question), .. titles]);
        foreach (GroupRow<T> row in report.Rows)
        {
            table.Add([.. Cells(row.Keys), .. cells(row.Figures)]);
            AddBefore("  before", row.Before);
        }

        table.Add([.. TotalCells(question), .. cells(report.Total)]);
        AddBefore("BEFORE", report.TotalBefore);
        return table;

        void AddBefore(string name, T? figures)
        {
            if (figures is not null)
            {
                table.Add([.. question.Columns.Select((_, i) => i == 0 ? name : ""), .. cells(figures)]);
            }
        }
    }

    /// <summary>Says what the whole report came to in the time that it is compared with.</summary>
    /// <param name="question">The question.</param>
    /// <param name="words">What it was; null when nothing is compared.</param>
    /// <param name="output">Where to.</param>
    public static void NoteBefore(Slice question, string? words, TextWriter output)
    {
        if (words is not null && question.Before is { From: { } from, To: { } to })
        {
            output.WriteLine($"Before, {Figures.Of(from)} to {Figures.Of(to)} UTC: {words}.");
        }
    }

    /// <summary>Says which time a report is compared with.</summary>
    public static void NoteCompared(Slice question, TextWriter output)
    {
        if (question.Before is { From: { } from, To: { } to })
        {
            output.WriteLine($"Before: {Figures.Of(from)} to {Figures.Of(to)} UTC.");
        }
    }

    /// <summary>What sessions or agents came to, in words; null when they are not known.</summary>
    public static string? InWords(SessionFigures? figures) =>
        figures is null
            ? null
            : $"{Figures.Of(figures.Costs.Known)} USD, {Counted.Of(figures.Costs.Calls, "call")} ({Figures.Of(figures.Failed)} failed)";

    /// <summary>Says that groups are left out.</summary>
    public static void NoteLeftOut(int groups, TextWriter output)
    {
        if (groups > 0)
        {
            output.WriteLine(
                $"{Counted.Of(groups, "more group is", "more groups are")} in the total; show them with --limit."
            );
        }
    }
}
