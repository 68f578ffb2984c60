using System.Text;
using TokenLedger.Gateway.Relay.Framings;

namespace TokenLedger.Gateway.Tests.Relay.Framings;

/// <summary>Feeds a framing as the relay does: a growing run of bytes whose finished events are let go.</summary>
internal static class Cutting
{
    /// <summary>The events ("name|data") of a stream that comes in these pieces, those that say nothing left out.</summary>
    public static List<string> Events(Framing framing, params IEnumerable<byte[]> pieces)
    {
        List<string> events = [];
        List<byte> held = [];
        foreach (byte[] piece in pieces)
        {
            held.AddRange(piece);
            int length;
            while ((length = framing.EndOfFirst(held.ToArray())) >= 0)
            {
                Take(framing, held, length, events);
            }
        }

        if (framing.EndOfLast(held.ToArray()) is > 0 and int last)
        {
            Take(framing, held, last, events);
        }

        return events;
    }

    private static void Take(Framing framing, List<byte> held, int length, List<string> events)
    {
        framing.Parse(held[..length].ToArray(), out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data);
        if (!data.IsEmpty)
        {
            events.Add(Encoding.UTF8.GetString(name) + "|" + Encoding.UTF8.GetString(data));
        }

        held.RemoveRange(0, length);
    }

    /// <summary>The bytes cut after each of these lengths, counted round and round.</summary>
    public static IEnumerable<byte[]> Pieces(byte[] bytes, IReadOnlyList<int> lengths)
    {
        int at = 0;
        for (int i = 0; at < bytes.Length; i++)
        {
            int length = Math.Min(bytes.Length - at, lengths[i % lengths.Count]);
            yield return bytes[at..(at + length)];
            at += length;
        }
    }
}
