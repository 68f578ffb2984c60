using System.Text.Json;
using System.Text.Json.Serialization;

namespace TokenLedger.Reporting.Exports.Delivering;

/// <summary>How far a plan has been delivered, and how it goes.</summary>
public sealed record DeliveryStatus
{
    /// <summary>The plan's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is delivered to.</summary>
    public string? Place { get; init; }

    /// <summary>End of the last period delivered; absent before the first.</summary>
    public DateTimeOffset? DeliveredTo { get; init; }

    /// <summary>The file delivered last.</summary>
    public string? File { get; init; }

    /// <summary>Its SHA-256.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Its rows.</summary>
    public long? Rows { get; init; }

    /// <summary>When it was delivered.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>When the next is due, or tried again.</summary>
    public DateTimeOffset? Next { get; init; }

    /// <summary>Why the last try failed; absent when it did not.</summary>
    public string? Problem { get; init; }

    /// <summary>Tries that have failed since the last delivery.</summary>
    public int Failures { get; init; }
}

/// <summary>The file that holds how far every plan has been delivered. It can be lost: then the last period is delivered again.</summary>
internal sealed class DeliveryFile(string path)
{
    /// <summary>What is there; nothing when there is no file, or none that can be read.</summary>
    public IReadOnlyList<DeliveryStatus> Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), DeliveryJson.Default.IReadOnlyListDeliveryStatus)
                ?? [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }

    /// <summary>Stores it.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public Task WriteAsync(IReadOnlyList<DeliveryStatus> states) =>
        AtomicFile.WriteBytesAsync(
            path,
            to => JsonSerializer.SerializeAsync(to, states, DeliveryJson.Default.IReadOnlyListDeliveryStatus)
        );
}

/// <summary>How delivery states are written, in their file and in the API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(IReadOnlyList<DeliveryStatus>))]
public sealed partial class DeliveryJson : JsonSerializerContext;
