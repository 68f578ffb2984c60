namespace TokenLedger.Reporting.Exports.Delivering;

/// <summary>A folder, made when it is not there.</summary>
public sealed class FolderTarget(string folder) : IExportTarget
{
    /// <inheritdoc/>
    public string Place => folder;

    /// <inheritdoc/>
    public async Task<string?> StoreAsync(
        string name,
        Stream content,
        string sha256,
        string contentType,
        CancellationToken cancellation
    )
    {
        try
        {
            Directory.CreateDirectory(folder);
            await AtomicFile
                .WriteBytesAsync(Path.Combine(folder, name), to => content.CopyToAsync(to, cancellation))
                .ConfigureAwait(false);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{folder} cannot be written: {failure.Message}";
        }
    }
}
