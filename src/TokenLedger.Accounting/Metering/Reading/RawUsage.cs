using System.Text;

namespace TokenLedger.Accounting.Metering.Reading;

/// <summary>
/// The provider's usage objects, byte for byte: one as it is, several (a stream's start and end, the responses of a
/// session) as a JSON array of them. What does not fit <see cref="MaxBytes"/> leaves only the last one, or none.
/// </summary>
internal sealed class RawUsage
{
    /// <summary>Bytes kept.</summary>
    public const int MaxBytes = 4096;

    private string? text;
    private byte[] latest = [];
    private int length; // of the latest, which is not a text yet
    private int count;

    /// <summary>The JSON text; null when there was none that fits.</summary>
    public string? Text
    {
        get
        {
            if (length > 0)
            {
                text = Encoding.UTF8.GetString(latest, 0, length);
                length = 0;
            }

            return count > 1 && text is not null ? "[" + text + "]" : text;
        }
    }

    /// <summary>Replaces what was kept. Some providers repeat their usage in every event: only the last becomes a text.</summary>
    public void Set(ReadOnlySpan<byte> usage)
    {
        bool first = count == 0;
        count = 1;
        text = null;
        length = 0;
        if (usage.Length > MaxBytes)
        {
            return;
        }

        if (first)
        {
            text = Encoding.UTF8.GetString(usage);
            return;
        }

        if (latest.Length < usage.Length)
        {
            latest = new byte[usage.Length * 2];
        }

        usage.CopyTo(latest);
        length = usage.Length;
    }

    /// <summary>Adds one more.</summary>
    public void Add(ReadOnlySpan<byte> usage)
    {
        string? before = count > 1 ? text : Text;
        if (before is null || before.Length + usage.Length + 3 > MaxBytes)
        {
            Set(usage);
            return;
        }

        text = before + "," + Encoding.UTF8.GetString(usage);
        count++;
    }
}
