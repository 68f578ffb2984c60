namespace TokenLedger.Configuration;

/// <summary>Who may read a file that holds a secret.</summary>
internal static class SecretFileAccess
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.GroupRead;

    /// <summary>Whether anyone but its owner may read it.</summary>
    public static bool OthersMayRead(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0;
}
