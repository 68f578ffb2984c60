using System.Security.Cryptography;
using System.Text;
using TokenLedger.Ledger.Signing;
using TokenLedger.Ledger.Storage;

namespace TokenLedger.Ledger.Embedded;

/// <summary>A ledger's name and key, created once and kept in its folder.</summary>
internal static class LedgerIdentity
{
    private const UnixFileMode OthersMayRead =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    /// <summary>Loads the key, or creates it for a ledger that is not there yet.</summary>
    /// <returns>The key, or what is wrong.</returns>
    public static (SigningKey? Key, string? Problem) LoadOrCreate(EmbeddedLedgerOptions options, ILedgerFiles files)
    {
        string path = Path.Combine(options.Folder, SegmentPath.SigningKey);
        if (files.ReadAll(SegmentPath.SigningKey) is { } text)
        {
            return Load(path, text, files);
        }

        if (files.List(SegmentPath.Folder).Count > 0)
        {
            return (
                null,
                $"The ledger's signing key {path} is missing although the ledger is not empty. Restore it from a copy."
            );
        }

        string origin =
            options.Origin ?? "tokenledger.local/" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        if (!VerifierKey.IsName(origin))
        {
            return (null, $"'{origin}' cannot name a ledger. Use a name without spaces and '+'.");
        }

        SigningKey key = SigningKey.Create(origin);
        byte[] secret = Encoding.UTF8.GetBytes(key.Export() + "\n");
        files.Replace(SegmentPath.SigningKey, secret, durable: true, secret: true);
        return (WithPublicHalf(key, files), null);
    }

    private static (SigningKey? Key, string? Problem) Load(string path, byte[] text, ILedgerFiles files)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & OthersMayRead) != 0)
        {
            return (
                null,
                $"The signing key {path} can be read by others. Run 'chmod 600 {path}'; if it may have been copied, "
                    + "treat checkpoints from now on as unproven."
            );
        }

        return SigningKey.TryParse(Encoding.UTF8.GetString(text), out SigningKey? key)
            ? (WithPublicHalf(key, files), null)
            : (null, $"The signing key {path} is not readable as a key. Restore it from a copy.");
    }

    // The public file may be missing after a crash between the two; it follows from the private one.
    private static SigningKey WithPublicHalf(SigningKey key, ILedgerFiles files)
    {
        if (files.ReadAll(SegmentPath.VerifierKey) is null)
        {
            files.Replace(SegmentPath.VerifierKey, Encoding.UTF8.GetBytes(key.Verifier + "\n"), durable: true);
        }

        return key;
    }
}
