using Microsoft.Data.Sqlite;

namespace TokenLedger.Reporting.Projections;

/// <summary>The folder of the projection, its files and its lock.</summary>
/// <param name="Path">Absolute path.</param>
public sealed record ViewsFolder(string Path)
{
    /// <summary>The projection.</summary>
    public string Database => System.IO.Path.Combine(Path, "views.db");

    /// <summary>The projection while it is built again.</summary>
    internal string Shadow => System.IO.Path.Combine(Path, "views.rebuild.db");

    /// <summary>Held by the one process that writes.</summary>
    internal string Lock => System.IO.Path.Combine(Path, "views.lock");

    /// <summary>Takes the right to write; null when another process (or follower) has it.</summary>
    /// <exception cref="IOException">The folder cannot be written for another reason.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    internal FileStream? TryLock()
    {
        Directory.CreateDirectory(Path);
        try
        {
            return new FileStream(Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException refused) when (IsTaken(refused))
        {
            return null;
        }
    }

    /// <summary>Whether a lock file could not be opened because another has it: EAGAIN, or a sharing violation.</summary>
    private static bool IsTaken(IOException refused)
    {
        const int LinuxAgain = 11;
        const int MacAgain = 35;
        const int SharingViolation = unchecked((int)0x80070020);
        return refused.HResult
            == (
                OperatingSystem.IsWindows() ? SharingViolation
                : OperatingSystem.IsLinux() ? LinuxAgain
                : MacAgain
            );
    }

    /// <summary>Opens a connection of its own, never pooled: a pooled one would outlive a deleted file.</summary>
    internal static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        SqliteConnectionStringBuilder options = new()
        {
            DataSource = file,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 5,
        };
        SqliteConnection connection = new(options.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Deletes a database with its side files.</summary>
    internal static void Delete(string file)
    {
        File.Delete(file);
        File.Delete(file + "-wal");
        File.Delete(file + "-shm");
    }
}
