namespace TokenLedger.Ledger.Storage;

/// <summary>A file that only its owner may read (mode 0600): a key.</summary>
public static class SecretFile
{
    /// <summary>
    /// Creates the file, whole and on stable storage. It is complete before it has its name: a half-written key would lock
    /// the owner out.
    /// </summary>
    /// <param name="path">Full path; its folder is created when missing.</param>
    /// <param name="content">All of it.</param>
    /// <exception cref="IOException">The file exists already, or the disk refused it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public static void Create(string path, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(path);
        string partial = path + ".partial";
        DiskFiles files = new(Path.GetDirectoryName(path)!);
        files.Replace(Path.GetFileName(partial), content, durable: true, secret: true);
        File.Move(partial, path);
        files.SyncFolder();
    }
}
