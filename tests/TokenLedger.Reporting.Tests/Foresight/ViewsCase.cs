using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Foresight;

/// <summary>The views of a ledger in memory, folded when they are asked for.</summary>
internal sealed class ViewsCase(MemoryLedger ledger) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public MemoryLedger Ledger => ledger;

    /// <summary>Asks the views at the head of the ledger.</summary>
    public async Task<T> AskAsync<T>(Func<Views, T> question)
    {
        ViewsFolder folder = new(_folder["views"]);
        await new ProjectionFollower(folder).CatchUpAsync(
            new LedgerSource(ledger),
            null,
            TestContext.Current.CancellationToken
        );
        using Views views = Views.Open(folder)!;
        return question(views);
    }

    public void Dispose() => _folder.Dispose();
}
