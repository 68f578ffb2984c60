using TokenLedger.Reporting.Exports;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Exports;

/// <summary>Large exports. Runs with no other test beside it, because memory is counted for the whole process.</summary>
[Collection(nameof(RowExportMemoryTests))]
[CollectionDefinition(nameof(RowExportMemoryTests), DisableParallelization = true)]
public sealed class RowExportMemoryTests
{
    [Fact]
    public async Task However_many_rows_there_are_only_a_few_are_in_memory()
    {
        MemoryLedger ledger = new();
        for (int i = 0; i < 20_000; i++)
        {
            Samples.Call(ledger, "0.000001", who: new() { Session = "s" + i });
        }

        using Folded folded = await Folded.OfAsync(ledger);
        ExportQuery query = RowExportTests.Query(("rows", "calls"));
        await folded.Views.ExportAsync(
            query,
            folded.Source,
            Stream.Null,
            Samples.Began,
            TestContext.Current.CancellationToken,
            asOf: 2000
        );
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long most = before;
        using WatchedStream watched = new(() => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true)));
        ExportManifest manifest = RowExportTests.Export(folded, query, watched);
        Assert.Equal(20_000, manifest.Rows);
        Assert.InRange(most - before, long.MinValue, 16 * 1024 * 1024);
    }

    /// <summary>Swallows what is written, and says so.</summary>
    private sealed class WatchedStream(Action onWrite) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            onWrite();
            return ValueTask.CompletedTask;
        }
    }
}
