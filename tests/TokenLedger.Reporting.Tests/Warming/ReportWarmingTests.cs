using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Tests.Support;
using TokenLedger.Reporting.Warming;

namespace TokenLedger.Reporting.Tests.Warming;

/// <summary>The usual reports are prepared before anybody asks.</summary>
public sealed class ReportWarmingTests : IDisposable
{
    private static readonly DateTimeOffset s_now = Samples.Began.AddHours(2);

    private readonly TemporaryFolder _folder = new();
    private readonly OpenedColumns _columns = new() { Limits = new() { ManyGroups = 0 } };
    private readonly KeptViews _kept;
    private readonly ViewsFolder _place;
    private readonly MemoryLedger _ledger = RandomCalls.From([.. Enumerable.Range(70_000, 300)]);

    public ReportWarmingTests()
    {
        _kept = new() { Columns = _columns };
        _place = new(_folder["views"]);
        Directory.CreateDirectory(_place.Path);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_asks_a_usual_question_afterwards_is_answered_from_what_is_remembered()
    {
        Fold(int.MaxValue);
        ReportWarming warming = Warming();
        Assert.False(warming.State.IsWarm);

        Assert.True(await warming.AskIfSealedAsync(Cancellation));

        Assert.True(warming.State.IsWarm);
        int remembered = _columns.Memory.Count;
        Assert.True(remembered > 100);
        foreach (UsualQuestion question in UsualQuestions.At(s_now))
        {
            using Views views = Views.Open(_place, _kept)!;
            await question.AskAsync(views, new LedgerSource(_ledger), Cancellation);
            Assert.True(remembered == _columns.Memory.Count, $"{question.Name} was not prepared");
        }
    }

    [Fact]
    public async Task They_are_asked_again_only_when_a_segment_was_sealed()
    {
        Fold(100);
        ReportWarming warming = Warming();
        Assert.True(await warming.AskIfSealedAsync(Cancellation));
        Assert.False(await warming.AskIfSealedAsync(Cancellation));
        Fold(int.MaxValue);
        Assert.True(await warming.AskIfSealedAsync(Cancellation));
        Assert.True(warming.State.IsWarm);
    }

    [Fact]
    public async Task Nothing_is_prepared_of_fewer_calls_than_a_segment()
    {
        Fold(int.MaxValue, segmentRows: 10_000);
        ReportWarming warming = Warming();
        Assert.False(await warming.AskIfSealedAsync(Cancellation));
        Assert.Equal(WarmState.Cold, warming.State);
        Assert.Equal(0, _columns.Memory.Count);
    }

    [Fact]
    public async Task A_stop_ends_it()
    {
        Fold(int.MaxValue);
        ReportWarming warming = Warming();
        using CancellationTokenSource stop = new();
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => warming.AskIfSealedAsync(stop.Token));
        await warming.RunAsync(stop.Token);
        Assert.False(warming.State.IsWarm);
    }

    [Fact]
    public void A_question_that_is_stopped_gives_up_between_two_runs_of_segments()
    {
        Fold(int.MaxValue);
        using CancellationTokenSource stop = new();
        using Views views = Views.Open(_place, _kept, ScanPace.Background(stop.Token))!;
        stop.Cancel();
        AggregateException stopped = Assert.Throws<AggregateException>(() => views.Costs(new CostQuery()));
        Assert.IsType<OperationCanceledException>(stopped.InnerException, exactMatch: false);
    }

    public void Dispose()
    {
        _kept.Dispose();
        _folder.Dispose();
    }

    private ReportWarming Warming() =>
        new(_place, _kept, new ProjectionFollower(_place), _ledger, new FixedTime(s_now));

    private void Fold(int most, int segmentRows = 4)
    {
        using ViewsWriter writer = new(_place.Database, segmentRows);
        writer.Apply(_ledger.Read(writer.Position.Next, most));
    }
}
