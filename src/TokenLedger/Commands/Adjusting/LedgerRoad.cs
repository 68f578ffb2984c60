using TokenLedger.Dashboard.Adjusting;
using TokenLedger.Ledger.Adjusting;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Serve;

namespace TokenLedger.Commands.Adjusting;

/// <summary>The road into a ledger that no other process writes: opened here, for as long as the command runs.</summary>
internal sealed class LedgerRoad : IAdjustmentRoad
{
    private readonly EmbeddedLedger _ledger;
    private readonly ViewsFolder _views;
    private readonly ProjectionFollower _follower;
    private readonly AdjustmentBook _book;

    private LedgerRoad(EmbeddedLedger ledger, DataFolder data, TimeProvider time)
    {
        _ledger = ledger;
        _views = new(data.Views);
        _follower = new(_views, time);
        _book = new(ledger, OpenViewsAsync, time);
        Description = data.Ledger;
    }

    public string Description { get; }

    public static async Task<IAdjustmentRoad> OpenAsync(
        DataFolder data,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        EmbeddedLedgerOptions options = new() { Folder = data.Ledger };
        OpenResult opened = await EmbeddedLedger.OpenAsync(options, time, cancellation);
        if (!opened.IsOpen)
        {
            throw new CommandFailedException(opened.Problem);
        }

        // A killed gateway left it behind; nobody shall be sent there while this command writes.
        GatewayAddress.Delete(data);
        return new LedgerRoad(opened.Ledger, data, time);
    }

    public async Task<IReadOnlyList<AdjustmentDocument>> BookAsync(
        IReadOnlyList<AdjustmentDraft> drafts,
        CancellationToken cancellation
    )
    {
        List<AdjustmentDocument> documents = [];
        foreach (AdjustmentDraft[] some in drafts.Chunk(AdjustmentBook.MostAtOnce))
        {
            IReadOnlyList<AdjustmentOutcome> outcomes = await _book.BookAsync(some, cancellation);
            documents.AddRange(outcomes.Select(AdjustmentDocument.Of));
        }

        return documents;
    }

    public async ValueTask DisposeAsync()
    {
        _book.Dispose();
        await _ledger.DisposeAsync();
    }

    private async Task<Views?> OpenViewsAsync(CancellationToken cancellation)
    {
        await _follower.CatchUpAsync(new LedgerSource(_ledger), progress: null, cancellation);
        return Views.Open(_views);
    }
}
