using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using TokenLedger.Ledger.Storage;

namespace TokenLedger.Gateway.Attribution;

/// <summary>
/// The secret under which callers' credentials and bodies become fingerprints. It lies in the data folder, readable by
/// its owner only, and never leaves it; without it a fingerprint cannot be linked to a credential.
/// </summary>
public sealed class FingerprintKey
{
    private const int KeyBytes = 32;
    private const int FingerprintBytes = 15; // 20 base64url characters: collisions are out of reach for any user count
    private const int DigestBytes = 16;

    private readonly byte[] _key;

    // Setting one up costs more than digesting a small body; they are reset and used again.
    private readonly ConcurrentBag<IncrementalHash> _digests = [];

    /// <summary>Uses the given 32 bytes.</summary>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public FingerprintKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyBytes)
        {
            throw new ArgumentException($"A fingerprint key has {KeyBytes} bytes.", nameof(key));
        }

        _key = key.ToArray();
    }

    /// <summary>A new random key.</summary>
    public static FingerprintKey Create() => new(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>
    /// Reads the key file, or creates it with mode 0600. A file that others can read, or of a wrong size, is refused.
    /// </summary>
    /// <returns>The key, or one sentence saying what is wrong and what to do.</returns>
    public static (FingerprintKey? Key, string? Problem) LoadOrCreate(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                return (Write(path, Create()), null);
            }

            if (!OperatingSystem.IsWindows())
            {
                const UnixFileMode OthersBits =
                    UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
                if ((File.GetUnixFileMode(path) & OthersBits) != 0)
                {
                    return (null, $"{path} can be read by others; run: chmod 600 {path}");
                }
            }

            byte[] bytes = File.ReadAllBytes(path);
            return bytes.Length == KeyBytes
                ? (new FingerprintKey(bytes), null)
                : (
                    null,
                    $"{path} is not a fingerprint key ({bytes.Length} bytes instead of {KeyBytes}); restore it from a "
                        + "backup, or remove it to start with new fingerprints"
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"{path} cannot be used: {e.Message}");
        }
    }

    private static FingerprintKey Write(string path, FingerprintKey key)
    {
        SecretFile.Create(path, key._key);
        return key;
    }

    /// <summary>The fingerprint of a whole credential: "k_" and 20 base64url characters.</summary>
    public string OfCredential(ReadOnlySpan<char> credential)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        int length = Encoding.UTF8.GetByteCount(credential);
        byte[]? rented = length > 1024 ? new byte[length] : null;
        Span<byte> bytes = rented ?? stackalloc byte[1024];
        int written = Encoding.UTF8.GetBytes(credential, bytes);
        DigestOf(bytes[..written], hash);
        bytes[..written].Clear();
        return "k_" + System.Buffers.Text.Base64Url.EncodeToString(hash[..FingerprintBytes]);
    }

    /// <summary>The keyed hash of a text, apart from the fingerprints: the same text for another purpose gives another.</summary>
    /// <param name="purpose">What for ("virtual-key").</param>
    /// <param name="name">What it belongs to.</param>
    /// <param name="text">The text, at most 1,024 characters.</param>
    /// <param name="hash">Takes 32 bytes.</param>
    public void OfSecret(ReadOnlySpan<char> purpose, ReadOnlySpan<char> name, ReadOnlySpan<char> text, Span<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, 1024);
        Span<byte> bytes = stackalloc byte[4096];
        int length = Encoding.UTF8.GetBytes(purpose, bytes);
        bytes[length++] = 0;
        length += Encoding.UTF8.GetBytes(name, bytes[length..]);
        bytes[length++] = 0;
        length += Encoding.UTF8.GetBytes(text, bytes[length..]);
        DigestOf(bytes[..length], hash);
        bytes[..length].Clear();
    }

    /// <summary>The keyed digest of a body: 22 base64url characters of HMAC-SHA-256, cut to 128 bits.</summary>
    public string OfBody(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        DigestOf(body, hash);
        return Cut(hash);
    }

    private void DigestOf(ReadOnlySpan<byte> bytes, Span<byte> hash)
    {
        IncrementalHash digest = BeginBody();
        digest.AppendData(bytes);
        digest.GetHashAndReset(hash);
        _digests.Add(digest);
    }

    /// <summary>Begins a digest of a body that comes in pieces; read it with <see cref="Read"/>, end it with <see cref="End"/>.</summary>
    public IncrementalHash BeginBody() =>
        _digests.TryTake(out IncrementalHash? digest)
            ? digest
            : IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);

    /// <summary>Gives a digest back.</summary>
    public void End(IncrementalHash digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        Span<byte> unused = stackalloc byte[HMACSHA256.HashSizeInBytes];
        digest.GetHashAndReset(unused);
        _digests.Add(digest);
    }

    /// <summary>The digest of all pieces appended so far.</summary>
    public static string Read(IncrementalHash digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        digest.GetCurrentHash(hash);
        return Cut(hash);
    }

    private static string Cut(ReadOnlySpan<byte> hash) =>
        System.Buffers.Text.Base64Url.EncodeToString(hash[..DigestBytes]);
}
