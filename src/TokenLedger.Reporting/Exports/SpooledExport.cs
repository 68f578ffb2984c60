namespace TokenLedger.Reporting.Exports;

/// <summary>
/// An export in a file of its own that nobody else sees and that is gone when it is disposed: whoever sends it on knows its
/// length and its manifest before the first byte.
/// </summary>
public sealed class SpooledExport : IDisposable
{
    private SpooledExport(FileStream content, ExportManifest manifest) => (Content, Manifest) = (content, manifest);

    /// <summary>The bytes, from the beginning.</summary>
    public FileStream Content { get; }

    /// <summary>What it says of itself.</summary>
    public ExportManifest Manifest { get; }

    /// <summary>Makes it.</summary>
    /// <param name="folder">Where there is room for it.</param>
    /// <param name="name">What its receivers call it.</param>
    /// <param name="write">Writes the export.</param>
    /// <exception cref="IOException">There is no room, or the ledger cannot be read.</exception>
    public static async Task<SpooledExport> MakeAsync(
        string folder,
        string name,
        Func<Stream, Task<ExportManifest>> write
    )
    {
        ArgumentNullException.ThrowIfNull(write);
        string path = Path.Combine(folder, $"export-{Guid.NewGuid():N}.tmp");
        FileStream content = new(
            path,
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.Delete,
            bufferSize: 64 * 1024,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous
        );
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(path); // the open file stays, and nothing stays behind a kill
            }

            ExportManifest manifest = await write(content).ConfigureAwait(false) with { File = name };
            content.Position = 0;
            return new(content, manifest);
        }
        catch
        {
            await content.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Content.Dispose();
}
