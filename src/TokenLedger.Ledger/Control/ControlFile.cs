using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TokenLedger.Ledger.Control;

/// <summary>
/// The file that spares a start from reading the whole ledger: a first line <c>tokenledger control 2 CHECKSUM</c>, the
/// SHA-256 in hex of all that follows; then one JSON object with the position in the ledger, the hash of the entry before
/// it, and the documents in force there. It holds nothing that the ledger does not: lost, damaged or of another ledger, it
/// is folded again.
/// </summary>
internal static class ControlFile
{
    private const string Head = "tokenledger control 2 ";

    /// <summary>Reads the file.</summary>
    /// <returns>Null when there is none, or none that is whole.</returns>
    public static ControlState? Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        int end = Array.IndexOf(bytes, (byte)'\n');
        ReadOnlyMemory<byte> rest = bytes.AsMemory(end + 1);
        bool isWhole = end > 0 && Encoding.UTF8.GetString(bytes, 0, end) == Line(rest.Span);
        return isWhole ? Parse(rest) : null;
    }

    /// <summary>Replaces the file. It is complete before it is visible.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public static void Write(string path, ControlState state)
    {
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            Write(writer, state);
        }

        using (FileStream file = new(path + ".new", FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(Line(json.WrittenSpan) + "\n"));
            file.Write(json.WrittenSpan);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private static string Line(ReadOnlySpan<byte> rest) => Head + Convert.ToHexStringLower(SHA256.HashData(rest));

    private static void Write(Utf8JsonWriter writer, ControlState state)
    {
        writer.WriteStartObject();
        writer.WriteNumber("position", state.Position);
        writer.WriteString("entry_before", Convert.ToHexStringLower(state.EntryBefore.Span));
        writer.WriteStartArray("documents");
        foreach (ControlDocument document in state.Documents)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", document.Kind);
            writer.WriteString("id", document.Id);
            // As it is: it is canonical JSON already, and escaping and reading it twice is what would take the time.
            writer.WritePropertyName("json");
            writer.WriteRawValue(document.Json, skipInputValidation: true);
            writer.WriteNumber("revision", document.Revision);
            writer.WriteString("changed_at", document.ChangedAt);
            writer.WriteString("actor", document.Actor);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static ControlState Parse(ReadOnlyMemory<byte> json)
    {
        using JsonDocument parsed = JsonDocument.Parse(json);
        JsonElement root = parsed.RootElement;
        return new(
            root.GetProperty("position").GetInt64(),
            Convert.FromHexString(root.GetProperty("entry_before").GetString()!),
            [.. root.GetProperty("documents").EnumerateArray().Select(Document)]
        );
    }

    private static ControlDocument Document(JsonElement document) =>
        new(
            document.GetProperty("kind").GetString()!,
            document.GetProperty("id").GetString()!,
            document.GetProperty("json").GetRawText(),
            document.GetProperty("revision").GetInt64(),
            document.GetProperty("changed_at").GetDateTimeOffset(),
            document.GetProperty("actor").GetString()
        );
}

/// <summary>What the file holds.</summary>
/// <param name="Position">Entries from there on are not in it.</param>
/// <param name="EntryBefore">SHA-256 of the entry before the position; zeros when there is none.</param>
/// <param name="Documents">The documents in force there.</param>
internal sealed record ControlState(
    long Position,
    ReadOnlyMemory<byte> EntryBefore,
    IReadOnlyList<ControlDocument> Documents
);
