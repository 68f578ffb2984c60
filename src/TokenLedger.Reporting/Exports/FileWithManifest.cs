using System.Text;

namespace TokenLedger.Reporting.Exports;

/// <summary>Writes an export to a file, and its manifest beside it.</summary>
public static class FileWithManifest
{
    /// <summary>
    /// Writes the file, whole or not at all, then its manifest: a file whose manifest does not fit it was not written to its
    /// end by this.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the export.</param>
    /// <param name="cancellation">Gives up; the files are as before.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task<ExportManifest> WriteAsync(
        string path,
        Func<Stream, Task<ExportManifest>> write,
        CancellationToken cancellation
    )
    {
        ExportManifest? manifest = null;
        await AtomicFile
            .WriteBytesAsync(
                path,
                async to => manifest = await write(to).ConfigureAwait(false) with { File = Path.GetFileName(path) }
            )
            .ConfigureAwait(false);
        byte[] text = Encoding.UTF8.GetBytes(manifest!.ToJson());
        await AtomicFile
            .WriteBytesAsync(path + ExportManifest.Ending, to => to.WriteAsync(text, cancellation).AsTask())
            .ConfigureAwait(false);
        return manifest;
    }
}
