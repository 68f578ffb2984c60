using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>
/// The views of a ledger in memory, folded to its head as a server keeps them: in many small segments, whose answers are
/// remembered.
/// </summary>
public sealed class LedgerViews : IDisposable
{
    private const int SegmentRows = 3;
    private const int AtOnce = 5;

    private readonly TemporaryFolder _folder = new();
    private readonly KeptViews _kept;

    public LedgerViews(MemoryLedger ledger)
        : this(ledger, ScanLimits.Usual) { }

    internal LedgerViews(MemoryLedger ledger, ScanLimits limits)
    {
        _kept = new() { Columns = new OpenedColumns { Limits = limits } };
        Source = new LedgerSource(ledger);
        ViewsFolder folder = new(_folder["views"]);
        Directory.CreateDirectory(folder.Path);
        using (ViewsWriter writer = new(folder.Database, SegmentRows))
        {
            while (writer.Position.Next < Source.Size)
            {
                writer.Apply(ledger.Read(writer.Position.Next, AtOnce));
            }
        }

        Views = Views.Open(folder, _kept)!;
    }

    public Views Views { get; }

    public LedgerSource Source { get; }

    public void Dispose()
    {
        Views.Dispose();
        _kept.Dispose();
        _folder.Dispose();
    }
}
