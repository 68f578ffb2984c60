using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Embedded;

/// <summary>
/// The lock against a second writer. Held by the open file, so the system frees it when the process dies; the file
/// holds the process id for the message.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private readonly SafeFileHandle _handle;

    private FolderLock(SafeFileHandle handle) => _handle = handle;

    /// <summary>Takes the lock.</summary>
    /// <returns>Null when another process (or another ledger in this one) holds it.</returns>
    public static FolderLock? TryTake(string path)
    {
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, Sharing);
        }
        catch (IOException) when (!OperatingSystem.IsLinux() && File.Exists(path))
        {
            return null;
        }

        if (OperatingSystem.IsLinux() && !Control(handle, Native.SetLock, out _))
        {
            handle.Dispose();
            return null;
        }

        byte[] process = Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        RandomAccess.SetLength(handle, 0);
        RandomAccess.Write(handle, process, 0);
        return new FolderLock(handle);
    }

    /// <summary>Whether a writer holds the lock; asking does not take it.</summary>
    public static bool IsHeld(string path)
    {
        try
        {
            using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return OperatingSystem.IsLinux() && Control(handle, Native.GetLock, out bool free) && !free;
        }
        catch (IOException)
        {
            return !OperatingSystem.IsLinux() && File.Exists(path);
        }
    }

    /// <summary>The process id noted in the lock file; empty when none is.</summary>
    public static string Holder(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(file, Encoding.ASCII);
            return reader.ReadToEnd().Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }

    public void Dispose() => _handle.Dispose();

    // FileShare.None would lock on every system, but then a reader could not ask without risking to refuse a writer.
    private static FileShare Sharing => OperatingSystem.IsLinux() ? FileShare.ReadWrite : FileShare.None;

    private static bool Control(SafeFileHandle handle, int command, out bool free)
    {
        Native.FileLock region = new() { Type = Native.WriteLock };
        int result = Native.FileControl(handle, command, ref region);
        free = region.Type == Native.Unlocked;
        return result == 0;
    }
}
