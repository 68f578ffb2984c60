using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TokenLedger.Gateway.Alerts.Delivering;

/// <summary>
/// The file <c>alerts.state</c>: the SHA-256 of the rest in hex, a line feed, and JSON. It holds what the ledger does not:
/// how far alerts have been read and which deliveries are still to be made. Lost or damaged, alerting begins anew at the
/// head of the ledger.
/// </summary>
internal static class AlertStateFile
{
    private const int DigestChars = SHA256.HashSizeInBytes * 2;

    /// <summary>Reads the file.</summary>
    /// <returns>Null when there is none, or none that can be used.</returns>
    public static AlertState? Read(string path)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            return Parse(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Replaces the file. It is complete and on the disk before it is visible.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public static void Write(string path, AlertState state)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(
            StateDocument.Of(state),
            AlertStateJson.Default.StateDocument
        );
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (FileStream file = new(path + ".new", options))
        {
            file.Write(Digest(json));
            file.WriteByte((byte)'\n');
            file.Write(json);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private static AlertState? Parse(ReadOnlySpan<byte> bytes)
    {
        bool whole =
            bytes.Length > DigestChars
            && bytes[DigestChars] == '\n'
            && Digest(bytes[(DigestChars + 1)..]).AsSpan().SequenceEqual(bytes[..DigestChars]);
        return whole
            ? JsonSerializer.Deserialize(bytes[(DigestChars + 1)..], AlertStateJson.Default.StateDocument)?.ToState()
            : null;
    }

    private static byte[] Digest(ReadOnlySpan<byte> json) =>
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json)));
}

/// <summary>The file's JSON.</summary>
internal sealed record StateDocument(
    long Next,
    string Before,
    IReadOnlyList<StoredAlert> Alerts,
    IReadOnlyList<CoolDown> CoolDowns
)
{
    public static StateDocument Of(AlertState state) =>
        new(state.Position.Next, state.Position.Before, [.. state.Raised.Select(StoredAlert.Of)], state.CoolDowns);

    public AlertState ToState() =>
        new(new(Next, Before), [.. Alerts.Select(alert => alert.ToRaised()).OfType<RaisedAlert>()], CoolDowns);
}

/// <summary>An alert in the file.</summary>
internal sealed record StoredAlert(
    Guid Id,
    string Type,
    AlertSeverity Severity,
    string Subject,
    string Member,
    string Message,
    IReadOnlyList<KeyValuePair<string, string>> Details,
    string? Tenant,
    DateTimeOffset At,
    long? Sequence,
    long Suppressed,
    IReadOnlyList<Delivery> Deliveries
)
{
    public static StoredAlert Of(RaisedAlert raised)
    {
        Alert alert = raised.Alert;
        return new(
            alert.Id,
            alert.Type.Name,
            alert.Severity,
            alert.Subject,
            alert.Member,
            alert.Message,
            alert.Details,
            alert.Tenant,
            alert.At,
            alert.Sequence,
            alert.Suppressed,
            raised.Deliveries
        );
    }

    /// <summary>Null when it is of a type that this version does not have.</summary>
    public RaisedAlert? ToRaised() =>
        AlertType.Find(Type) is { } type
            ? new(
                new()
                {
                    Id = Id,
                    Type = type,
                    Severity = Severity,
                    Subject = Subject,
                    Member = Member,
                    Message = Message,
                    Details = Details,
                    Tenant = Tenant,
                    At = At,
                    Sequence = Sequence,
                    Suppressed = Suppressed,
                },
                Deliveries
            )
            : null;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(StateDocument))]
internal sealed partial class AlertStateJson : JsonSerializerContext;
