using System.Runtime.InteropServices;

namespace TokenLedger.Ledger.Storage;

/// <summary>
/// The system calls the ledger makes itself. The runtime's own flush is not used on Linux: in .NET 10.0
/// RandomAccess.FlushToDisk and FileStream.Flush(true) return normally when fsync reports an I/O error.
/// </summary>
internal static partial class Native
{
    public const int Interrupted = 4; // EINTR
    public const int NotSupported = 95; // EOPNOTSUPP
    public const int Invalid = 22; // EINVAL
    private const int ReadOnlyDirectory = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC on x64
    private const int ReadOnlyDirectoryArm = 0x4000 | 0x80000; // the same on arm64

    /// <summary>Lock of an open file description: held by the handle, not by the process.</summary>
    public const int SetLock = 37; // F_OFD_SETLK
    public const int GetLock = 36; // F_OFD_GETLK

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int FDataSync(SafeHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int FSync(int file);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    public static partial int SyncFs(int file);

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    public static partial int FAllocate(SafeHandle file, long offset, long length);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int FileControl(SafeHandle file, int command, ref FileLock region);

    [LibraryImport("libc", EntryPoint = "nice")]
    private static partial int Nice(int increment);

    /// <summary>
    /// Lowers the calling thread in the scheduler: on Linux nice(2) is a thread's own. Elsewhere, and where the system
    /// refuses, nothing changes, and nothing depends on it.
    /// </summary>
    public static void BeNicer(int by)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Nice(by);
        }
    }

    /// <summary>struct flock of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FileLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }

    public const short WriteLock = 1;
    public const short Unlocked = 2;

    /// <summary>Makes a folder's names durable (fsync), or the whole file system of the folder (syncfs).</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void SyncFolder(string path, bool wholeFileSystem)
    {
        bool arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
        int folder = Open(path, arm ? ReadOnlyDirectoryArm : ReadOnlyDirectory);
        if (folder < 0)
        {
            throw Failure("open", path);
        }

        try
        {
            while ((wholeFileSystem ? SyncFs(folder) : FSync(folder)) != 0)
            {
                if (Marshal.GetLastPInvokeError() != Interrupted)
                {
                    throw Failure(wholeFileSystem ? "syncfs" : "fsync", path);
                }
            }
        }
        finally
        {
            _ = Close(folder);
        }
    }

    public static IOException Failure(string call, string path) => Failure(call, path, Marshal.GetLastPInvokeError());

    public static IOException Failure(string call, string path, int error) =>
        new($"{call} of {path} failed: {Marshal.GetPInvokeErrorMessage(error)} (error {error})");
}
