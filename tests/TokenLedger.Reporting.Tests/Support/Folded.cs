using TokenLedger.Ledger;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>A ledger in memory with its projection at its head.</summary>
public sealed class Folded : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private Folded(MemoryLedger ledger) => Ledger = ledger;

    public MemoryLedger Ledger { get; }

    public Views Views { get; private set; } = null!;

    public string this[string name] => _folder[name];

    public ExportSource Source => ExportSource.Of((ILedger)Ledger);

    public static async Task<Folded> OfAsync(MemoryLedger ledger)
    {
        Folded folded = new(ledger);
        await folded.FollowAsync();
        return folded;
    }

    /// <summary>Folds what was appended since.</summary>
    public async Task FollowAsync()
    {
        Views?.Dispose();
        ViewsFolder folder = new(_folder["views"]);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Assert.True(await new ProjectionFollower(folder).CatchUpAsync(new LedgerSource(Ledger), null, cancellation));
        Views = Views.Open(folder)!;
    }

    public void Dispose()
    {
        Views.Dispose();
        _folder.Dispose();
    }
}
