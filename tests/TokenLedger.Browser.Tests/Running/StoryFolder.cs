using TokenLedger.Browser.Tests.Running;
using TokenLedger.Browser.Tests.Seeding;

[assembly: AssemblyFixture(typeof(StoryFolder))]
[assembly: AssemblyFixture(typeof(Chromium))]

namespace TokenLedger.Browser.Tests.Running;

/// <summary>The story's ledger, written once for all tests; each gateway gets a copy.</summary>
public sealed class StoryFolder : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tokenledger-story-").FullName;

    public async ValueTask InitializeAsync() => await StoryWriter.WriteAsync(_folder);

    /// <summary>Copies the ledger to a folder.</summary>
    public void CopyTo(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            string to = Path.Combine(folder, Path.GetRelativePath(_folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
