using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>The views of a ledger in memory, folded to its head.</summary>
public sealed class LedgerViews : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LedgerViews(MemoryLedger ledger)
    {
        Source = new LedgerSource(ledger);
        ViewsFolder folder = new(_folder["views"]);
        bool done = new ProjectionFollower(folder)
            .CatchUpAsync(Source, null, TestContext.Current.CancellationToken)
            .GetAwaiter()
            .GetResult();
        Assert.True(done);
        Views = Views.Open(folder)!;
    }

    public Views Views { get; }

    public LedgerSource Source { get; }

    public void Dispose()
    {
        Views.Dispose();
        _folder.Dispose();
    }
}
