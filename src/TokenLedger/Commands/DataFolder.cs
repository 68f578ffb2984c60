namespace TokenLedger.Commands;

/// <summary>The one folder that holds everything: the ledger, its views and its keys.</summary>
/// <param name="Path">Absolute path.</param>
public sealed record DataFolder(string Path)
{
    /// <summary>The log itself: segments, tiles, checkpoint, snapshots, signing key, lock.</summary>
    public string Ledger => System.IO.Path.Combine(Path, "ledger");

    /// <summary>Rebuildable projections.</summary>
    public string Views => System.IO.Path.Combine(Path, "views");

    /// <summary>Key of the caller fingerprints, 0600.</summary>
    public string FingerprintKey => System.IO.Path.Combine(Path, "fingerprint.key");

    /// <summary>The folder named, else $XDG_DATA_HOME/tokenledger, else ~/.local/share/tokenledger.</summary>
    public static DataFolder Resolve(string? named)
    {
        if (!string.IsNullOrEmpty(named))
        {
            return new(System.IO.Path.GetFullPath(named));
        }

        string? xdg = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        string root = string.IsNullOrEmpty(xdg)
            ? System.IO.Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                ".local",
                "share"
            )
            : xdg;
        return new(System.IO.Path.Combine(root, "tokenledger"));
    }
}
