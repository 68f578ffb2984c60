using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Tests.Support;

/// <summary>One thing that was done to the disk, or told to a caller.</summary>
internal abstract record Operation
{
    internal sealed record Write(string Path, long Offset, byte[] Bytes) : Operation;

    internal sealed record Resize(string Path, long Length) : Operation;

    internal sealed record Sync(string Path) : Operation;

    internal sealed record Replace(string Path, byte[] Content, bool Durable) : Operation;

    internal sealed record Delete(string Path) : Operation;

    /// <summary>A caller was told that this many entries are durable.</summary>
    internal sealed record Acknowledged(long Entries) : Operation;
}

/// <summary>
/// A ledger's folder in memory that records what is done to it, can refuse it, and can say what a disk would hold if
/// the power failed at any point.
/// </summary>
internal sealed class SimulatedFiles : ILedgerFiles
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public List<Operation> Operations { get; } = [];

    /// <summary>Asked before every operation; throws to refuse it.</summary>
    public Action<Operation> Before { get; set; } = _ => { };

    /// <summary>Told after every operation.</summary>
    public Action<Operation> After { get; set; } = _ => { };

    public void Do(Operation operation)
    {
        Before(operation);
        lock (_gate)
        {
            Operations.Add(operation);
            Apply(operation);
        }

        After(operation);
    }

    /// <summary>
    /// What is left when power fails after the first <paramref name="count"/> operations. What was synced is there;
    /// of a file's last unsynced write, <paramref name="tear"/> decides which 512-byte sectors are.
    /// </summary>
    public static SimulatedFiles AfterPowerLoss(
        IReadOnlyList<Operation> operations,
        int count,
        Func<int, int, bool> tear
    )
    {
        SimulatedFiles left = new();
        for (int i = 0; i < count; i++)
        {
            if (IsStable(operations, i, count))
            {
                left.Apply(operations[i]);
            }
            else if (operations[i] is Operation.Write write)
            {
                left.ApplyTorn(write, tear);
            }
        }

        return left;
    }

    public IReadOnlyList<string> List(string folder)
    {
        lock (_gate)
        {
            string prefix = folder + "/";
            return
            [
                .. _files
                    .Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal))
                    .Select(path => path[prefix.Length..])
                    .Where(name => !name.Contains('/', StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal),
            ];
        }
    }

    public byte[]? ReadAll(string path)
    {
        lock (_gate)
        {
            return _files.TryGetValue(path, out byte[]? content) ? [.. content] : null;
        }
    }

    public ILogFile OpenLog(string path)
    {
        if (ReadAll(path) is null)
        {
            Do(new Operation.Resize(path, 0));
            Do(new Operation.Sync(path));
        }

        return new File(this, path);
    }

    public ILogFile? OpenRead(string path) => ReadAll(path) is null ? null : new File(this, path);

    public void Replace(string path, ReadOnlySpan<byte> content, bool durable, bool secret = false) =>
        Do(new Operation.Replace(path, content.ToArray(), durable));

    public void Delete(string path) => Do(new Operation.Delete(path));

    public void SyncAll() => Do(new Operation.Sync(""));

    private static bool IsStable(IReadOnlyList<Operation> operations, int at, int count)
    {
        string? path = operations[at] switch
        {
            Operation.Write write => write.Path,
            Operation.Resize resize => resize.Path,
            Operation.Replace { Durable: false } replace => replace.Path,
            _ => null,
        };
        if (path is null)
        {
            return true;
        }

        for (int i = at + 1; i < count; i++)
        {
            if (operations[i] is Operation.Sync sync && (sync.Path.Length == 0 || sync.Path == path))
            {
                return true;
            }
        }

        return false;
    }

    private void Apply(Operation operation)
    {
        switch (operation)
        {
            case Operation.Write write:
                byte[] grown = Sized(write.Path, Math.Max(Size(write.Path), write.Offset + write.Bytes.Length));
                write.Bytes.CopyTo(grown, write.Offset);
                break;
            case Operation.Resize resize:
                Sized(resize.Path, resize.Length);
                break;
            case Operation.Replace replace:
                _files[replace.Path] = replace.Content;
                break;
            case Operation.Delete delete:
                _files.Remove(delete.Path);
                break;
        }
    }

    private void ApplyTorn(Operation.Write write, Func<int, int, bool> tear)
    {
        int sectors = (write.Bytes.Length + 511) / 512;
        for (int sector = 0; sector < sectors; sector++)
        {
            if (tear(sector, sectors))
            {
                byte[] part = write.Bytes[(sector * 512)..Math.Min(write.Bytes.Length, (sector + 1) * 512)];
                Apply(new Operation.Write(write.Path, write.Offset + sector * 512, part));
            }
        }
    }

    private long Size(string path) => _files.TryGetValue(path, out byte[]? content) ? content.Length : 0;

    private byte[] Sized(string path, long length)
    {
        byte[] content = _files.GetValueOrDefault(path) ?? [];
        Array.Resize(ref content, (int)length);
        _files[path] = content;
        return content;
    }

    private sealed class File(SimulatedFiles files, string path) : ILogFile
    {
        // Reserved space is not simulated as an operation: losing it changes nothing, zeros are read either way.
        public long Length => files.ReadAll(path)?.Length ?? 0;

        public int Read(long offset, Span<byte> target)
        {
            lock (files._gate)
            {
                ReadOnlySpan<byte> content = files._files.GetValueOrDefault(path);
                content = offset < content.Length ? content[(int)offset..] : [];
                content = content[..Math.Min(content.Length, target.Length)];
                content.CopyTo(target);
                return content.Length;
            }
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes) =>
            files.Do(new Operation.Write(path, offset, bytes.ToArray()));

        public void Sync() => files.Do(new Operation.Sync(path));

        public void SetLength(long length) => files.Do(new Operation.Resize(path, length));

        public void Reserve(long length) { }

        public void Dispose() { }
    }
}
