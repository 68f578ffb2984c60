using TokenLedger.Commands.Output;
using TokenLedger.Reporting.Reconciliation.Exports;

namespace TokenLedger.Commands.Reconciling;

/// <summary>The files a command line names.</summary>
internal static class ExportFiles
{
    /// <exception cref="CommandFailedException">A file cannot be read or is too large; exit code 2.</exception>
    public static async Task<IReadOnlyList<ExportFile>> ReadAsync(
        IReadOnlyList<string> paths,
        CancellationToken cancellation
    )
    {
        List<ExportFile> files = [];
        foreach (string path in paths)
        {
            try
            {
                FileInfo file = new(path);
                if (!file.Exists)
                {
                    throw CostOptions.Misused($"{path}: there is no such file.");
                }

                if (file.Length > ExportFile.MostBytes)
                {
                    throw CostOptions.Misused(
                        $"{path}: is larger than {ExportFile.MostBytes / (1024 * 1024)} MiB; split it by days."
                    );
                }

                files.Add(new(Path.GetFileName(path), await File.ReadAllBytesAsync(path, cancellation)));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw CostOptions.Misused($"{path} cannot be read: {failure.Message}");
            }
        }

        return files;
    }
}
