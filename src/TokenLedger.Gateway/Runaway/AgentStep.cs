using System.Buffers.Binary;
using System.Buffers.Text;

namespace TokenLedger.Gateway.Runaway;

/// <summary>What a call does that the one before it did not: digests of the end of its conversation.</summary>
/// <param name="Exact">Equal for the same tool calls with the same results, or for the same prompt.</param>
/// <param name="Alike">For prompts without tool calls: bits of which similar ones differ in few; null for others.</param>
internal readonly record struct AgentStep(ulong Exact, ulong? Alike)
{
    private const int Length = sizeof(ulong);

    /// <summary>As it stands in entries: base64url of 8 bytes, or of 16 with <see cref="Alike"/>.</summary>
    public string Text
    {
        get
        {
            Span<byte> bytes = stackalloc byte[2 * Length];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, Exact);
            BinaryPrimitives.WriteUInt64BigEndian(bytes[Length..], Alike ?? 0);
            return Base64Url.EncodeToString(Alike is null ? bytes[..Length] : bytes);
        }
    }

    /// <summary>A step as it stands in an entry; null when none stands there, or none of this form.</summary>
    public static AgentStep? Of(string? text)
    {
        Span<byte> bytes = stackalloc byte[2 * Length];
        return text is null || !Base64Url.TryDecodeFromChars(text, bytes, out int length) ? null
            : length == Length ? new(BinaryPrimitives.ReadUInt64BigEndian(bytes), null)
            : length == 2 * Length
                ? new(
                    BinaryPrimitives.ReadUInt64BigEndian(bytes),
                    BinaryPrimitives.ReadUInt64BigEndian(bytes[Length..])
                )
            : null;
    }
}
