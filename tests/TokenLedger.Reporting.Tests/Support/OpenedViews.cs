using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>The views of a ledger, in a folder of their own.</summary>
public sealed class OpenedViews : IDisposable
{
    private readonly TemporaryFolder _folder;

    private OpenedViews(TemporaryFolder folder, Views views) => (_folder, Now) = (folder, views);

    public Views Now { get; }

    public static OpenedViews Of(MemoryLedger ledger)
    {
        TemporaryFolder folder = new();
        ViewsFolder views = new(folder["views"]);
        Directory.CreateDirectory(views.Path);
        using (ViewsWriter writer = new(views.Database))
        {
            writer.Apply(ledger.Read(0, int.MaxValue));
        }

        return new(folder, Views.Open(views)!);
    }

    public void Dispose()
    {
        Now.Dispose();
        _folder.Dispose();
    }
}
