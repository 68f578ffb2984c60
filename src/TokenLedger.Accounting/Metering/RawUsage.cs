using System.Text;

namespace TokenLedger.Accounting.Metering;

/// <summary>
/// The provider's usage objects, byte for byte: one as it is, several (a stream's start and end, the responses of a
/// session) as a JSON array of them. What does not fit <see cref="MaxBytes"/> leaves only the last one, or none.
/// </summary>
internal sealed class RawUsage
{
    /// <summary>Bytes kept.</summary>
    public const int MaxBytes = 4096;

    private string? text;
    private int count;

    /// <summary>The JSON text; null when there was none that fits.</summary>
    public string? Text => count > 1 && text is not null ? "[" + text + "]" : text;

    /// <summary>Replaces what was kept.</summary>
    public void Set(ReadOnlySpan<byte> usage)
    {
        text = usage.Length > MaxBytes ? null : Encoding.UTF8.GetString(usage);
        count = 1;
    }

    /// <summary>Adds one more.</summary>
    public void Add(ReadOnlySpan<byte> usage)
    {
        if (text is null || text.Length + usage.Length + 3 > MaxBytes)
        {
            Set(usage);
            return;
        }

        text += "," + Encoding.UTF8.GetString(usage);
        count++;
    }
}
