using System.Text;

namespace TokenLedger.Demo.Simulation;

/// <summary>
/// The answers' text: sentences drawn from a seed. Some words hold characters of two, three and four bytes, so that a
/// stream cut at any byte meets them.
/// </summary>
internal sealed class Prose(ulong seed)
{
    private static readonly string[] Words = (
        "the a order invoice account balance entry ledger request answer token price total month report change "
        + "function test module query index result error field value list table cache stream retry limit budget "
        + "shows keeps moves adds checks returns explains counts holds settles reads writes opens closes "
        + "first then next finally therefore because although while after before within across exactly clearly "
        + "naïve café größer 東京 résumé €5 Δt ✓ 🙂 Zürich "
        + "customer agent team service region number reason example detail step plan part page line"
    ).Split(' ');

    private ulong state = seed | 1;

    /// <summary>
    /// Words with their leading space, a full stop now and then, at most <paramref name="most"/> tokens together.
    /// </summary>
    /// <param name="words">Words wanted.</param>
    /// <param name="most">Limit in tokens; null for none.</param>
    /// <param name="truncated">Whether the limit cut it short.</param>
    public List<string> Write(int words, long? most, out bool truncated)
    {
        List<string> pieces = new(words);
        long tokens = 0;
        truncated = false;
        for (int i = 0; i < words; i++)
        {
            string piece = Piece(i, i == words - 1);
            tokens += WordTokens.Count(piece);
            if (tokens > most)
            {
                truncated = true;
                break;
            }

            pieces.Add(piece);
        }

        return pieces;
    }

    /// <summary>A number from 0 to <paramref name="below"/> - 1.</summary>
    public int Next(int below)
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return (int)(state % (ulong)below);
    }

    private string Piece(int index, bool last)
    {
        StringBuilder piece = new(index == 0 ? "" : " ");
        piece.Append(Words[Next(Words.Length)]);
        return last || index % 12 == 11 ? piece.Append('.').ToString() : piece.ToString();
    }
}
