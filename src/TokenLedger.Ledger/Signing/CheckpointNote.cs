using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using TokenLedger.Ledger.Merkle;

namespace TokenLedger.Ledger.Signing;

/// <summary>
/// Writes and reads checkpoints: C2SP signed notes whose text is origin, size and base64 root, one a line.
/// </summary>
internal static class CheckpointNote
{
    private const string SignatureStart = "— ";

    public static SignedCheckpoint Sign(SigningKey key, LedgerHead head)
    {
        string text =
            $"{key.Verifier.Name}\n{head.Size.ToString(CultureInfo.InvariantCulture)}\n{Convert.ToBase64String(head.Root.Span)}\n";
        byte[] signature = new byte[4 + Ed25519.SignatureBytes];
        BinaryPrimitives.WriteUInt32BigEndian(signature, key.Verifier.Id);
        key.Sign(Encoding.UTF8.GetBytes(text)).CopyTo(signature, 4);
        string note = $"{text}\n{SignatureStart}{key.Verifier.Name} {Convert.ToBase64String(signature)}\n";
        return new SignedCheckpoint(head.Size, head.Root, note);
    }

    /// <summary>Reads a checkpoint and checks its signature.</summary>
    /// <param name="note">The whole note.</param>
    /// <param name="key">The key that must have signed it; signatures of other keys are ignored.</param>
    /// <param name="checkpoint">What it commits to.</param>
    /// <returns>What is wrong; null when nothing.</returns>
    public static string? Read(string note, VerifierKey key, out SignedCheckpoint checkpoint)
    {
        checkpoint = new SignedCheckpoint(0, default, note);
        int split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || !note.EndsWith('\n'))
        {
            return "the checkpoint is not a signed note";
        }

        string text = note[..(split + 1)];
        string[] lines = text.Split('\n');
        byte[] root = new byte[TreeHash.Size];
        if (
            lines.Length < 4
            || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out long size)
            || !Convert.TryFromBase64String(lines[2], root, out int length)
            || length != root.Length
        )
        {
            return "the checkpoint does not state a size and a root";
        }

        if (lines[0] != key.Name)
        {
            return $"the checkpoint is of the ledger '{lines[0]}', not of '{key.Name}'";
        }

        if (!IsSigned(text, note[(split + 2)..], key))
        {
            return $"the checkpoint is not signed by the key {key}";
        }

        checkpoint = new SignedCheckpoint(size, root, note);
        return null;
    }

    private static bool IsSigned(string text, string signatures, VerifierKey key)
    {
        string start = $"{SignatureStart}{key.Name} ";
        foreach (string line in signatures.Split('\n'))
        {
            byte[] signature = new byte[4 + Ed25519.SignatureBytes];
            if (
                line.StartsWith(start, StringComparison.Ordinal)
                && Convert.TryFromBase64String(line[start.Length..], signature, out int length)
                && length == signature.Length
                && BinaryPrimitives.ReadUInt32BigEndian(signature) == key.Id
                && key.Verify(Encoding.UTF8.GetBytes(text), signature.AsSpan(4))
            )
            {
                return true;
            }
        }

        return false;
    }
}
