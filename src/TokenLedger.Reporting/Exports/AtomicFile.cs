namespace TokenLedger.Reporting.Exports;

/// <summary>Writes a file that is there whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>Writes to a file beside the target, then renames it over the target.</summary>
    /// <exception cref="IOException">The file cannot be written; the target is as before.</exception>
    public static async Task WriteAsync(string path, Func<TextWriter, Task> write)
    {
        string target = Path.GetFullPath(path);
        if (!Directory.Exists(Path.GetDirectoryName(target)))
        {
            throw new DirectoryNotFoundException($"{path} cannot be written: its folder does not exist");
        }

        string beside = $"{target}.{Environment.ProcessId}.tmp";
        try
        {
            await using (StreamWriter writer = new(beside, append: false))
            {
                await write(writer).ConfigureAwait(false);
            }

            File.Move(beside, target, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
