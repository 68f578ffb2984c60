namespace TokenLedger.Functional.Tests.Running;

/// <summary>A folder of its own for one test, deleted at the end.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tokenledger-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
