namespace TokenLedger.Reporting.Exports;

/// <summary>Writes a file that is there whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>Writes to a file beside the target, then renames it over the target.</summary>
    /// <exception cref="IOException">The file cannot be written; the target is as before.</exception>
    public static Task WriteAsync(string path, Func<TextWriter, Task> write) =>
        WriteBytesAsync(
            path,
            async stream =>
            {
                await using StreamWriter writer = new(stream, leaveOpen: true);
                await write(writer).ConfigureAwait(false);
            }
        );

    /// <summary>Writes to a file beside the target, then renames it over the target.</summary>
    /// <exception cref="IOException">The file cannot be written; the target is as before.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write it; the target is as before.</exception>
    public static async Task WriteBytesAsync(string path, Func<Stream, Task> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string target = Path.GetFullPath(path);
        if (Directory.Exists(target))
        {
            throw new IOException($"{path} is a folder. Name a file in it.");
        }

        string? folder = Path.GetDirectoryName(target);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"The folder {folder} does not exist. Make it, or name another place for {Path.GetFileName(target)}."
            );
        }

        string beside = $"{target}.{Environment.ProcessId}.tmp";
        try
        {
            await using (FileStream stream = new(beside, FileMode.Create, FileAccess.Write))
            {
                await write(stream).ConfigureAwait(false);
            }

            File.Move(beside, target, overwrite: true);
        }
        catch (UnauthorizedAccessException)
        {
            // What it says is about the file beside, of which nobody has heard.
            throw new UnauthorizedAccessException($"{path} cannot be written by this user.");
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
