using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace TokenLedger.Accounting.Rates;

/// <summary>
/// The version of a book: SHA-256, in lower-case hex, over the SHA-256 digests of its parts in ascending order. The
/// digest of a table is taken without the white space outside its texts, so layout, line ends, file names and order do
/// not matter, and every table can be checked on its own.
/// </summary>
/// <remarks>One object is shared by all rows of a book; it is filled in when the last part is known.</remarks>
internal sealed class BookVersion
{
    /// <summary>Hex digits that stand in a line item.</summary>
    public const int ShortLength = 12;

    private const int Chunk = 16 * 1024;

    /// <summary>All 64 digits.</summary>
    public string Full { get; private set; } = "";

    /// <summary>The first <see cref="ShortLength"/> of them.</summary>
    public string Short { get; private set; } = "";

    /// <summary>The version of these parts.</summary>
    public static BookVersion Of(List<byte[]> digests)
    {
        BookVersion version = new();
        version.Set(digests);
        return version;
    }

    /// <summary>Fills in the version, once all parts are known.</summary>
    public void Set(List<byte[]> digests)
    {
        digests.Sort(static (left, right) => left.AsSpan().SequenceCompareTo(right));
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] digest in digests)
        {
            hash.AppendData(digest);
        }

        Full = Convert.ToHexStringLower(hash.GetHashAndReset());
        Short = Full[..ShortLength];
    }

    /// <summary>The digest of a table's JSON.</summary>
    public static byte[] DigestOf(ReadOnlySpan<byte> json)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] kept = ArrayPool<byte>.Shared.Rent(Chunk);
        bool inText = false;
        bool escaped = false;
        while (!json.IsEmpty)
        {
            ReadOnlySpan<byte> part = json[..Math.Min(Chunk, json.Length)];
            hash.AppendData(kept, 0, Keep(part, kept, ref inText, ref escaped));
            json = json[part.Length..];
        }

        ArrayPool<byte>.Shared.Return(kept);
        return hash.GetHashAndReset();
    }

    /// <summary>Copies what is not white space between texts. Run once over a megabyte at start, so compiled well at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Keep(ReadOnlySpan<byte> json, byte[] kept, ref bool inText, ref bool escaped)
    {
        int length = 0;
        foreach (byte b in json)
        {
            if (!inText && b is ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                continue;
            }

            kept[length++] = b;
            if (escaped)
            {
                escaped = false;
            }
            else if (b == '\\' && inText)
            {
                escaped = true;
            }
            else if (b == '"')
            {
                inText = !inText;
            }
        }

        return length;
    }
}
