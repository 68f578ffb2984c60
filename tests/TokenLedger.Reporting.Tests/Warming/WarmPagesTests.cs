using TokenLedger.Dashboard;
using TokenLedger.Dashboard.Pages;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Ledger.Control;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Warming;

/// <summary>What is prepared is what pages ask: a page that asks something else is found here.</summary>
public sealed class WarmPagesTests
{
    private static readonly DateTimeOffset s_now = Samples.Began.AddHours(2);

    public static TheoryData<string> Paths =>
        [.. AllPages.List.Select(page => page.Path).Where(path => !path.Contains('{'))];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_page_opened_without_further_words_asks_only_what_was_prepared(string path)
    {
        using TemporaryFolder folder = new();
        ViewsFolder place = new(folder["views"]);
        Directory.CreateDirectory(place.Path);
        MemoryLedger ledger = RandomCalls.From([.. Enumerable.Range(70_000, 300)]);
        using (ViewsWriter writer = new(place.Database, segmentRows: 4))
        {
            writer.Apply(ledger.Read(0, int.MaxValue));
        }

        ProjectionFollower follower = new(place);
        using CancellationTokenSource end = new();
        Task following = follower.RunAsync(ledger, end.Token);
        await follower.WaitForAsync(ledger.Head.Size, Timeout.InfiniteTimeSpan, Cancellation);
        OpenedColumns columns = new() { Limits = new() { ManyGroups = 0 } };
        using ReadSide side = new(ledger, place, follower, new FixedTime(s_now), new KeptViews { Columns = columns });
        Assert.True(await side.Warming.AskIfSealedAsync(Cancellation));
        int prepared = columns.Memory.Count;

        DashboardPage page = AllPages.List.First(one => one.Path == path);
        PageAnswer answer = await page.Read(
            new()
            {
                Page = page,
                Side = side,
                Reader = PageReader.Of(ReadScope.Everything),
                Here = new(path),
                Address = "http://127.0.0.1:8787",
                Parts = new Dictionary<string, string>(),
                Now = s_now,
            },
            Cancellation
        );

        await end.CancelAsync();
        await following;
        // A page about one thing is told of none, and may say that there is none.
        Assert.True(answer.Status is 200 or 400 or 404, $"{path}: {answer.Status}");
        Assert.True(prepared == columns.Memory.Count, $"{path} asks what was not prepared");
    }
}
