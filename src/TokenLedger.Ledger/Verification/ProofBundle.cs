using System.Globalization;
using System.Text;
using TokenLedger.Ledger.Merkle;
using TokenLedger.Ledger.Signing;

namespace TokenLedger.Ledger.Verification;

/// <summary>
/// One entry with everything needed to check offline that it is in a ledger: the text format
/// <c>c2sp.org/tlog-proof@v1</c>, whose "extra" line carries the entry's canonical bytes.
/// </summary>
/// <param name="Sequence">The entry's position.</param>
/// <param name="Entry">Its canonical bytes.</param>
/// <param name="Path">Sibling hashes from the leaf up.</param>
/// <param name="Note">The signed checkpoint, as stored.</param>
public sealed record ProofBundle(
    long Sequence,
    ReadOnlyMemory<byte> Entry,
    IReadOnlyList<ReadOnlyMemory<byte>> Path,
    string Note
)
{
    private const string Header = "c2sp.org/tlog-proof@v1";

    /// <summary>The bundle as text.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(Header).Append('\n');
        text.Append("extra ").Append(Convert.ToBase64String(Entry.Span)).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"index {Sequence}\n");
        foreach (ReadOnlyMemory<byte> hash in Path)
        {
            text.Append(Convert.ToBase64String(hash.Span)).Append('\n');
        }

        return text.Append('\n').Append(Note).ToString();
    }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">The text is not a proof with an entry in it.</exception>
    public static ProofBundle Parse(string text)
    {
        int split = text.IndexOf("\n\n", StringComparison.Ordinal);
        string[] lines = split < 0 ? [] : text[..split].Split('\n');
        bool isProof =
            lines.Length >= 3
            && lines[0] == Header
            && lines[1].StartsWith("extra ", StringComparison.Ordinal)
            && lines[2].StartsWith("index ", StringComparison.Ordinal);
        if (
            !isProof
            || !long.TryParse(lines[2].AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)
        )
        {
            throw new FormatException($"The file is not a {Header} with an extra line and an index line.");
        }

        return new ProofBundle(
            sequence,
            Convert.FromBase64String(lines[1][6..]),
            [.. lines[3..].Select(line => new ReadOnlyMemory<byte>(Convert.FromBase64String(line)))],
            text[(split + 2)..]
        );
    }

    /// <summary>Checks the bundle: the checkpoint's signature, and that the entry is in the tree it signs.</summary>
    /// <returns>What is wrong, a clause; null when nothing.</returns>
    public string? Check(VerifierKey key)
    {
        if (CheckpointNote.Read(Note, key, out SignedCheckpoint checkpoint) is { } problem)
        {
            return problem;
        }

        byte[] leaf = LeafHash.Of(Entry.Span);
        InclusionProof proof = new(Sequence, checkpoint.Size, leaf, Path, checkpoint.Root);
        return MerkleProof.VerifyInclusion(proof)
            ? null
            : $"the entry is not entry {Sequence} of the tree of {checkpoint.Size} that the checkpoint signs";
    }
}
