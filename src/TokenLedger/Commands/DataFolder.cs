using TokenLedger.Configuration;

namespace TokenLedger.Commands;

/// <summary>The one folder that holds everything: the ledger, its views and its keys.</summary>
/// <param name="Path">Absolute path.</param>
public sealed record DataFolder(string Path)
{
    /// <summary>The log itself: segments, tiles, checkpoint, snapshots, signing key, lock.</summary>
    public string Ledger => System.IO.Path.Combine(Path, "ledger");

    /// <summary>Rebuildable projections.</summary>
    public string Views => System.IO.Path.Combine(Path, "views");

    /// <summary>What has been booked and must not be booked again; built again from the ledger when missing.</summary>
    public string Booked => System.IO.Path.Combine(Path, "booked.once");

    /// <summary>What people have decided at run time; built again from the ledger when missing.</summary>
    public string Control => System.IO.Path.Combine(Path, "control.state");

    /// <summary>How far alerts are and what is still to be delivered; can be lost, then alerts begin at the head.</summary>
    public string Alerts => System.IO.Path.Combine(Path, "alerts.state");

    /// <summary>How far scheduled exports are delivered; can be lost, then the last period is delivered again.</summary>
    public string Exports => System.IO.Path.Combine(Path, "exports.state");

    /// <summary>How far spans have been sent; can be lost, then they are sent from the head on.</summary>
    public string Otlp => System.IO.Path.Combine(Path, "otlp.position");

    /// <summary>Key of the caller fingerprints, 0600.</summary>
    public string FingerprintKey => System.IO.Path.Combine(Path, "fingerprint.key");

    /// <summary>Where the running gateway listens; left behind by one that was killed.</summary>
    public string Address => System.IO.Path.Combine(Path, "address");

    /// <summary>Where the ledger says which rate book is in force; can be thrown away.</summary>
    public string ActivatedRates => System.IO.Path.Combine(Path, "rates.activated");

    /// <summary>
    /// The folder named, else the one the configuration names, so that a report reads what the gateway writes, else the
    /// default.
    /// </summary>
    /// <exception cref="CommandFailedException">The configuration cannot be read.</exception>
    public static DataFolder Resolve(string? named) =>
        string.IsNullOrEmpty(named) ? ConfigurationLoader.DataFolder() : new(System.IO.Path.GetFullPath(named));

    /// <summary>$XDG_DATA_HOME/tokenledger, else ~/.local/share/tokenledger.</summary>
    public static DataFolder Default()
    {
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
