using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Queries.Sessions;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Queries;

/// <summary>Reports of very many groups are made another way; they say the same.</summary>
public sealed class ManyGroupsTests
{
    private static readonly ScanLimits[] s_limits =
    [
        new() { ManyGroups = 0 },
        new() { ManyGroups = 0, PassBytes = 4500 }, // so that pieces are made in several passes
    ];

    [Theory]
    [InlineData("session", 3, false)]
    [InlineData("user,model", 2, false)]
    [InlineData("feature", 1, true)]
    [InlineData("tenant,user,agent", 1000, false)]
    [InlineData("tenant,user,agent", 5, false)]
    public async Task Costs_made_in_pieces_equal_those_made_at_once(string by, int limit, bool asBooked)
    {
        CostQuery query = new()
        {
            By = GroupedSlice.ParseBy(by, out _)!,
            Limit = limit,
            AsBooked = asBooked,
        };
        await BothWays(views => Text(views.Costs(query)));
    }

    [Theory]
    [InlineData(SessionOrder.Cost, 3)]
    [InlineData(SessionOrder.Recent, 2)]
    [InlineData(SessionOrder.Calls, 1)]
    [InlineData(SessionOrder.Recent, 1000)]
    public async Task Sessions_found_in_pieces_equal_those_found_at_once(SessionOrder order, int limit)
    {
        SessionsQuery query = new() { Order = order, Limit = limit };
        await BothWays(views =>
        {
            SessionsReport report = views.Sessions(query);
            IEnumerable<string> rows = report.Rows.Select(row =>
                $"{row.Tenant}/{row.Session}: {row.Figures}, {string.Join(' ', row.Agents)}, {row.EndedAt:O}"
            );
            return $"{report.Sessions} {report.Total} {report.WithoutSession}\n{string.Join('\n', rows)}";
        });
    }

    private static async Task BothWays(Func<Views, string> ask)
    {
        for (int seed = 1; seed <= 5; seed++)
        {
            using TemporaryFolder folder = new();
            int first = seed * 1000;
            MemoryLedger ledger = RandomLedger.From([.. Enumerable.Range(first, 300)]);
            ViewsFolder place = new(folder["views"]);
            CancellationToken cancellation = TestContext.Current.CancellationToken;
            Assert.True(await new ProjectionFollower(place).CatchUpAsync(new LedgerSource(ledger), null, cancellation));
            using Views few = Views.Open(place)!;
            string expected = ask(few);
            foreach (ScanLimits limits in s_limits)
            {
                using KeptViews pieces = new() { Columns = new OpenedColumns { Limits = limits } };
                using Views many = Views.Open(place, pieces)!;
                Assert.Equal(expected, ask(many));
            }
        }
    }

    private static string Text(CostReport report) =>
        $"{report.RowsLeftOut} {report.Total}\n"
        + string.Join(
            '\n',
            report.Rows.Select(row => $"{string.Join('/', row.Keys)} {string.Join(' ', row.Providers)} {row.Figures}")
        );
}
