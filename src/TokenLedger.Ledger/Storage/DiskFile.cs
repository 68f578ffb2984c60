using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TokenLedger.Ledger.Storage;

/// <summary>A log file on a real disk.</summary>
internal sealed class DiskFile(SafeFileHandle handle, string path) : ILogFile
{
    public long Length => RandomAccess.GetLength(handle);

    public int Read(long offset, Span<byte> target)
    {
        int total = 0;
        while (total < target.Length)
        {
            int read = RandomAccess.Read(handle, target[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    // RandomAccess.Write repeats after a short write and throws on every error.
    public void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(handle, bytes, offset);

    public void Sync()
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(handle);
            return;
        }

        while (Native.FDataSync(handle) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Native.Interrupted)
            {
                throw Native.Failure("fdatasync", path);
            }
        }
    }

    public void SetLength(long length) => RandomAccess.SetLength(handle, length);

    public void Reserve(long length)
    {
        long now = Length;
        if (length <= now)
        {
            return;
        }

        if (!OperatingSystem.IsLinux())
        {
            SetLength(length);
            return;
        }

        int error = Native.FAllocate(handle, now, length - now);
        if (error is Native.NotSupported or Native.Invalid)
        {
            SetLength(length);
        }
        else if (error != 0)
        {
            throw Native.Failure("fallocate", path, error);
        }
    }

    public void Dispose() => handle.Dispose();
}
