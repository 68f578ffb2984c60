namespace TokenLedger.Ledger.Storage;

/// <summary>
/// The folder of one ledger. Every byte the ledger reads or writes goes through here, so that tests can cut, tear and
/// refuse writes at any point. Paths are relative, with '/'. Failures are <see cref="IOException"/>s.
/// </summary>
internal interface ILedgerFiles
{
    /// <summary>Names of the files in a folder, sorted; empty when there is no such folder.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>The whole file; null when there is none.</summary>
    byte[]? ReadAll(string path);

    /// <summary>Opens a log file for writing; creates it durably when there is none.</summary>
    ILogFile OpenLog(string path);

    /// <summary>Opens a log file to read; null when there is none.</summary>
    ILogFile? OpenRead(string path);

    /// <summary>
    /// Puts a whole file in place of another, or of none. Whatever happens, the old or the new content is there.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its new content.</param>
    /// <param name="durable">Whether the new content must be on stable storage on return.</param>
    /// <param name="secret">Whether only this user may read it (0600).</param>
    void Replace(string path, ReadOnlySpan<byte> content, bool durable, bool secret = false);

    /// <summary>Removes a file if it is there.</summary>
    void Delete(string path);

    /// <summary>Brings every file written so far to stable storage.</summary>
    void SyncAll();
}

/// <summary>An open file that grows at its end.</summary>
internal interface ILogFile : IDisposable
{
    /// <summary>Bytes in the file, reserved space included.</summary>
    long Length { get; }

    /// <summary>Reads at an offset until the target is full or the file ends.</summary>
    /// <returns>Bytes read.</returns>
    int Read(long offset, Span<byte> target);

    /// <summary>Writes all bytes at an offset.</summary>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Brings the content to stable storage; returns only when the device said so.</summary>
    void Sync();

    /// <summary>Cuts or extends (with zeros) the file.</summary>
    void SetLength(long length);

    /// <summary>Extends the file with zeros to at least the given length, with the blocks on disk allocated.</summary>
    void Reserve(long length);
}
