using System.Text;
using TokenLedger.Accounting.Reconciliation;

namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>A file of an export.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Bytes">Its bytes.</param>
public sealed record ExportFile(string Name, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The bytes of the largest file that is read: 256 MiB.</summary>
    public const long MostBytes = 256 * 1024 * 1024;

    /// <summary>The text, without a byte order mark.</summary>
    internal string Text()
    {
        using MemoryStream bytes = new(Bytes.ToArray(), writable: false);
        using StreamReader reader = new(bytes, Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    /// <summary>Whether it holds JSON rather than separated columns.</summary>
    internal bool IsJson => Bytes.Span.TrimStart("\uFEFF \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];
}

/// <summary>An export, or one sentence that says why there is none.</summary>
/// <param name="Export">What the files say; null when there is a problem.</param>
/// <param name="Problem">Where and what is wrong, and what to do; null when nothing is.</param>
public sealed record ExportResult(ProviderExport? Export, string? Problem);
