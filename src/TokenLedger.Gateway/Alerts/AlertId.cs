using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace TokenLedger.Gateway.Alerts;

/// <summary>
/// Ids of alerts. They follow from what was read, so that reading it again after a crash gives the same id and a
/// receiver can drop the second one.
/// </summary>
internal static class AlertId
{
    /// <summary>The id of an alert of this key at this place: a version 8 UUID.</summary>
    /// <param name="origin">The ledger.</param>
    /// <param name="place">The entry's sequence, or what else tells two alerts of one key apart.</param>
    /// <param name="key">The alert's key.</param>
    public static Guid Of(string origin, string place, string key)
    {
        Span<byte> hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{origin}\n{place}\n{key}")).AsSpan(0, 16);
        ushort version = BinaryPrimitives.ReadUInt16BigEndian(hash[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(hash[6..], (ushort)((version & 0x0FFF) | 0x8000));
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}
