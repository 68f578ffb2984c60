using TokenLedger.Dashboard.Adjusting;
using TokenLedger.Dashboard.Outcomes;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Signing;
using TokenLedger.Reporting.Currencies;
using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Exports.Delivering;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;
using TokenLedger.Reporting.Warming;

namespace TokenLedger.Dashboard;

/// <summary>What pages and API work with: the ledger itself, and the projection that follows it.</summary>
public sealed class ReadSide : IDisposable
{
    private readonly ViewsFolder _views;
    private readonly ProjectionFollower _follower;
    private readonly KeptViews _kept;

    /// <summary>Puts it together.</summary>
    /// <param name="ledger">The running ledger.</param>
    /// <param name="views">Where the projection is.</param>
    /// <param name="follower">The follower that keeps it, run by the host.</param>
    /// <param name="time">The clock that windows count back from.</param>
    /// <param name="kept">What is kept open between reports, closed with this; by default nothing yet.</param>
    public ReadSide(
        ILedger ledger,
        ViewsFolder views,
        ProjectionFollower follower,
        TimeProvider time,
        KeptViews? kept = null
    )
    {
        (_views, _follower, _kept) = (views, follower, kept ?? new());
        Ledger = ledger;
        Time = time;
        Warming = new(views, _kept, follower, ledger, time);
        Calls = new(ledger, views, follower);
        Adjustments = new(ledger, OpenViewsAsync, time);
        Outcomes = new(ledger, OpenViewsAsync, time);
    }

    /// <summary>Longest wait for the projection to reach the head before an answer is given from where it is: 1 s.</summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The running ledger.</summary>
    public ILedger Ledger { get; }

    /// <summary>The public key that checkpoints are signed with; null when it is not known here.</summary>
    public VerifierKey? Verifier { get; init; }

    /// <summary>The entries of calls.</summary>
    public CallTrail Calls { get; }

    /// <summary>Where adjustments are booked.</summary>
    public AdjustmentBook Adjustments { get; }

    /// <summary>Where business outcomes are booked.</summary>
    public OutcomeBook Outcomes { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The currencies that costs can be shown in beside dollars.</summary>
    public CurrencyTable Currencies { get; init; } = CurrencyTable.None;

    /// <summary>What of exports and statements is configured.</summary>
    public ExportTerms ExportTerms { get; init; } = new();

    /// <summary>Delivers scheduled exports; null where none are.</summary>
    public ExportCourier? Exports { get; set; }

    /// <summary>Where exports are made before they are sent.</summary>
    public string Folder => Path.GetDirectoryName(_views.Database)!;

    /// <summary>Prepares the usual reports; run by the host.</summary>
    public ReportWarming Warming { get; }

    /// <summary>Why the projection does not advance; null while it does.</summary>
    public string? Problem => _follower.Problem;

    /// <summary>What a report made now is about.</summary>
    public LedgerStamp Stamp
    {
        get
        {
            SignedCheckpoint checkpoint = Ledger.Checkpoint;
            string root = Convert.ToHexStringLower(checkpoint.Root.Span);
            return new(Ledger.Head.Size, new(Ledger.Origin, checkpoint.Size, root));
        }
    }

    /// <summary>Opens the projection once it has reached the head, or where it is after <see cref="LongestWait"/>.</summary>
    /// <returns>Null when it cannot be read now: it is being built.</returns>
    public async Task<Views?> OpenViewsAsync(CancellationToken cancellation)
    {
        await _follower.WaitForAsync(Ledger.Head.Size, LongestWait, cancellation).ConfigureAwait(false);
        return Views.Open(_views, _kept);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Adjustments.Dispose();
        Outcomes.Dispose();
        _kept.Dispose();
    }
}
