using System.Text.Json;
using System.Text.Json.Serialization;
using TokenLedger.Reporting.Documents;

namespace TokenLedger.Reporting.Exports;

/// <summary>
/// What an export says of itself, in a file beside it (its name and ".manifest.json"): what it is, its checksum, its totals, and
/// the entries of the ledger it was made from. With it the export can be checked years later.
/// </summary>
public sealed record ExportManifest
{
    /// <summary>What the name of a manifest ends with.</summary>
    public const string Ending = ".manifest.json";

    /// <summary>The file's name, without folders; absent when it went to standard output.</summary>
    public string? File { get; init; }

    /// <summary>The question as words, see <see cref="ExportWords"/>: with them the export can be made again.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Question { get; init; }

    /// <summary>
    /// The currency that amounts stand in too, with what a dollar was in it: with that the file is checked, whatever is
    /// configured later. Absent where they are in dollars alone.
    /// </summary>
    public CurrencyDocument? Currency { get; init; }

    /// <summary>The time that it is compared with; absent when it is with none.</summary>
    public WindowDocument? ComparedWith { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of the file, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Rows, without a header.</summary>
    public required long Rows { get; init; }

    /// <summary>Exact sums of the rows by the names of their columns.</summary>
    public required IReadOnlyDictionary<string, string> Totals { get; init; }

    /// <summary>The entries it was made from.</summary>
    public required ExportedEntries Entries { get; init; }

    /// <summary>The newest signed checkpoint when it was made; absent before the first.</summary>
    public CheckpointStamp? Checkpoint { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The text of the manifest.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ExportJson.Default.ExportManifest) + "\n";

    /// <summary>The text on one line of ASCII, as a header carries it.</summary>
    public string ToHeader() => JsonSerializer.Serialize(this, HeaderJson.Default.ExportManifest);

    /// <summary>Reads what <see cref="ToJson"/> writes.</summary>
    /// <returns>Null when the text is no manifest.</returns>
    public static ExportManifest? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ExportJson.Default.ExportManifest);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The entries an export was made from.</summary>
public sealed record ExportedEntries
{
    /// <summary>The log's name.</summary>
    public required string Origin { get; init; }

    /// <summary>Sequence of the first entry that rows are made of; absent without rows.</summary>
    public long? First { get; init; }

    /// <summary>Sequence of the last.</summary>
    public long? Last { get; init; }

    /// <summary>Entries that were looked at: those before this one.</summary>
    public required long AsOfEntry { get; init; }

    /// <summary>RFC 6962 root of exactly these, lower-case hexadecimal; absent when there are none.</summary>
    public string? Root { get; init; }
}

/// <summary>How manifests are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true
)]
[JsonSerializable(typeof(ExportManifest))]
internal sealed partial class ExportJson : JsonSerializerContext;

/// <summary>How manifests are written into a header.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ExportManifest))]
internal sealed partial class HeaderJson : JsonSerializerContext;
