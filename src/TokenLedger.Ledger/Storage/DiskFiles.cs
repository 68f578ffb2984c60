using Microsoft.Win32.SafeHandles;

namespace TokenLedger.Ledger.Storage;

/// <summary>The folder of a ledger on a real disk.</summary>
internal sealed class DiskFiles(string root) : ILedgerFiles
{
    // Another process may read, never write: the ledger's lock sees to one writer.
    private const FileShare Sharing = FileShare.ReadWrite | FileShare.Delete;

    public IReadOnlyList<string> List(string folder)
    {
        string full = Full(folder);
        if (!Directory.Exists(full))
        {
            return [];
        }

        string[] names = [.. Directory.EnumerateFiles(full).Select(path => Path.GetFileName(path))];
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    public byte[]? ReadAll(string path)
    {
        try
        {
            using FileStream file = new(Full(path), FileMode.Open, FileAccess.Read, Sharing, bufferSize: 0);
            byte[] content = GC.AllocateUninitializedArray<byte>((int)file.Length);
            file.ReadExactly(content);
            return content;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public ILogFile OpenLog(string path)
    {
        string full = Full(path);
        bool exists = File.Exists(full);
        EnsureFolderOf(full);
        SafeFileHandle handle = File.OpenHandle(full, FileMode.OpenOrCreate, FileAccess.ReadWrite, Sharing);
        DiskFile file = new(handle, full);
        if (!exists)
        {
            file.Sync();
            SyncFolderOf(full);
        }

        return file;
    }

    public ILogFile? OpenRead(string path)
    {
        string full = Full(path);
        return File.Exists(full)
            ? new DiskFile(File.OpenHandle(full, FileMode.Open, FileAccess.Read, Sharing), full)
            : null;
    }

    public void Replace(string path, ReadOnlySpan<byte> content, bool durable, bool secret = false)
    {
        string full = Full(path);
        string fresh = full + ".new";
        EnsureFolderOf(full);
        FileStreamOptions options = new()
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            BufferSize = 0,
        };
        if (secret && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (FileStream stream = new(fresh, options))
        {
            stream.Write(content);
            if (durable)
            {
                new DiskFile(stream.SafeFileHandle, fresh).Sync();
            }
        }

        File.Move(fresh, full, overwrite: true);
        if (durable)
        {
            SyncFolderOf(full);
        }
    }

    public void Delete(string path)
    {
        string full = Full(path);
        if (File.Exists(full))
        {
            File.Delete(full);
        }
    }

    public void SyncAll()
    {
        if (OperatingSystem.IsLinux())
        {
            Native.SyncFolder(root, wholeFileSystem: true);
        }
    }

    /// <summary>Brings the names in the folder itself to stable storage.</summary>
    public void SyncFolder() => SyncFolderOf(Full("."));

    private string Full(string path) => Path.Combine(root, path);

    // A new folder's own name must be durable before what lies in it can be.
    private static void EnsureFolderOf(string full)
    {
        string folder = Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder))
        {
            EnsureFolderOf(folder);
            Directory.CreateDirectory(folder);
            SyncFolderOf(folder);
        }
    }

    // Windows keeps names durable with the file; elsewhere than Linux the folder is synced by the file's own flush.
    private static void SyncFolderOf(string full)
    {
        if (OperatingSystem.IsLinux())
        {
            Native.SyncFolder(Path.GetDirectoryName(full)!, wholeFileSystem: false);
        }
    }
}
