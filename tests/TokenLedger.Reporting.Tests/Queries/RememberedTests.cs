using System.Globalization;
using TokenLedger.Accounting.Budgets;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Calls;
using TokenLedger.Reporting.Queries.Latency;
using TokenLedger.Reporting.Queries.Series;
using TokenLedger.Reporting.Queries.Sessions;
using TokenLedger.Reporting.Queries.Waste;
using TokenLedger.Reporting.Tests.Support;
using TokenLedger.Reporting.Warming;

namespace TokenLedger.Reporting.Tests.Queries;

/// <summary>What a server remembers of a ledger that grows says what views opened anew say.</summary>
public sealed class RememberedTests
{
    private static readonly DateTimeOffset s_end = Samples.Began.AddHours(2);

    [Theory]
    [InlineData(1, HeavyGroups.Many, false)]
    [InlineData(2, HeavyGroups.Many, true)]
    [InlineData(3, 0, false)]
    [InlineData(4, 0, true)]
    [InlineData(5, 0, false, 0)]
    [InlineData(6, 0, true, 7000)] // no longer kept whole when the ledger has grown
    public async Task Reports_stay_right_while_late_calls_and_corrections_come(
        int seed,
        int manyGroups,
        bool warms,
        long standingBytes = PartialMemory.MostOfRun
    )
    {
        using TemporaryFolder folder = new();
        ViewsFolder place = new(folder["views"]);
        Directory.CreateDirectory(place.Path);
        MemoryLedger ledger = RandomCalls.From([.. Enumerable.Range(seed * 10_000, 500)]);
        LedgerSource source = new(ledger);
        ScanLimits limits = new()
        {
            ManyGroups = manyGroups,
            Ranked = 3,
            StandingBytes = standingBytes,
        };
        OpenedColumns columns = new() { Limits = limits };
        using KeptViews kept = new() { Columns = columns };
        ReportWarming warming = new(place, kept, new ProjectionFollower(place), ledger, new FixedTime(s_end));
        using ViewsWriter writer = new(place.Database, segmentRows: 4);
        for (int batch = 0; writer.Position.Next < source.Size; batch++)
        {
            writer.Apply(ledger.Read(writer.Position.Next, 6));
            if (batch % 12 != 0)
            {
                continue;
            }

            if (warms)
            {
                await warming.AskIfSealedAsync(TestContext.Current.CancellationToken);
            }

            using Views anew = Views.Open(place)!;
            using Views server = Views.Open(place, kept)!;
            foreach (Window window in (Window[])[new(null, s_end), new(Samples.Began.AddMinutes(20), s_end)])
            {
                string expected = await Text(anew, source, window);
                Assert.Equal(expected, await Text(server, source, window));
                Assert.Equal(expected, await Text(server, source, window));
            }
        }

        Assert.True(columns.Memory.Count > 100);
    }

    private static async Task<string> Text(Views views, LedgerSource source, Window window)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        List<string> lines = [];
        foreach (string by in (string[])["model", "session", "user,agent", "tenant,session,model"])
        {
            CostQuery costs = new()
            {
                By = GroupedSlice.ParseBy(by, out _)!,
                Window = window,
                Limit = 7,
            };
            CostReport report = views.Costs(costs);
            lines.Add($"{report.Total} {report.RowsLeftOut}");
            lines.AddRange(report.Rows.Select(row => $"{Joined(row.Keys)} {Joined(row.Providers)} {row.Figures}"));
        }

        SeriesQuery series = new()
        {
            By = GroupedSlice.ParseBy("model", out _)!,
            Window = window with { From = window.From ?? Samples.Began },
            Per = CalendarPeriod.Minute,
            Now = s_end,
            Limit = 2,
        };
        SeriesReport found = views.Series(series);
        lines.AddRange([Joined(found.Total.Points), .. found.Groups.Select(group => Joined(group.Points))]);
        LatencyReport latency = views.Latency(new LatencyQuery { Window = window, Limit = 2 });
        lines.AddRange(latency.Rows.Select(row => $"{Joined(row.Keys)} {Told(row.Figures)}"));
        lines.Add(Told(latency.Total));
        SessionsReport sessions = views.Sessions(new SessionsQuery { Window = window, Limit = 5 });
        lines.AddRange(
            sessions.Rows.Select(row => $"{row.Session} {row.Figures} {Joined(row.Agents)} {row.EndedAt:O}")
        );
        lines.Add($"{sessions.Sessions} {sessions.Total} {sessions.WithoutSession}");
        AgentsReport agents = views.Agents(new AgentsQuery { Window = window });
        lines.AddRange(agents.Rows.Select(row => row.ToString()));
        lines.AddRange(agents.Tree.Select(place => place.ToString()));
        lines.Add($"{agents.Total}");
        ExpensiveReport dear = await views.ExpensiveAsync(new() { Window = window, Limit = 3 }, source, cancellation);
        lines.Add($"{Joined(dear.Calls.Select(call => $"{call.Sequence} {call.Known}"))} {dear.TiesLeftOut}");
        WasteReport waste = await views.WasteAsync(new() { Window = window }, source, cancellation);
        lines.AddRange(
            waste.Findings.Select(one =>
                $"{one.Kind} {one.Sum} {Joined(one.Groups)} {one.Missed} "
                + Joined(one.Examples.Select(example => $"{example.Call.Sequence} {example.Before}"))
            )
        );
        return string.Join('\n', lines);
    }

    private static string Told(LatencyFigures figures) =>
        $"{figures.Calls} {Told(figures.Answer)} {Told(figures.FirstByte)}";

    private static string Told(Timing timing) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{timing.Calls} {timing.P50} {timing.P90} {timing.P99} {timing.Max} {timing.Mean} {Joined(timing.Histogram)}"
        );

    private static string Joined<T>(IEnumerable<T> values) => string.Join(" / ", values);
}
