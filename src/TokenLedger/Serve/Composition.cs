using System.Net;
using TokenLedger.Accounting.Rates;
using TokenLedger.Commands;
using TokenLedger.Configuration;
using TokenLedger.Dashboard;
using TokenLedger.Dashboard.Pages;
using TokenLedger.Dashboard.ReadApi;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Serve;

/// <summary>
/// Puts the gateway together from its configuration: 1 data folder, 2 rates, 3 fingerprint key, 4 ledger, 5 follower and
/// read side, 6 host. The serve and demo commands start the same one.
/// </summary>
public static class Composition
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Opens the ledger and starts to listen.</summary>
    /// <param name="configuration">What to start.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="cancellation">Gives up the start.</param>
    /// <exception cref="CommandFailedException">Something is in the way; the message says what and what to do.</exception>
    public static async Task<RunningGateway> StartAsync(
        ServeConfiguration configuration,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        CreateDataFolder(configuration.Data);
        RateBook rates = Rates.Load(configuration.RateFiles);
        FingerprintKey key = OpenFingerprintKey(configuration.Data.FingerprintKey);
        OpenResult opened = await EmbeddedLedger.OpenAsync(
            new EmbeddedLedgerOptions { Folder = configuration.Data.Ledger },
            time,
            cancellation
        );
        EmbeddedLedger ledger = opened.Ledger ?? throw new CommandFailedException(opened.Problem!);
        try
        {
            return await StartHostAsync(
                configuration,
                opened,
                new(configuration.Gateway, ledger, rates, key, time),
                ledger,
                cancellation
            );
        }
        catch
        {
            await ledger.DisposeAsync();
            throw;
        }
    }

    private static async Task<RunningGateway> StartHostAsync(
        ServeConfiguration configuration,
        OpenResult opened,
        GatewayParts parts,
        EmbeddedLedger ledger,
        CancellationToken cancellation
    )
    {
        ViewsFolder views = new(configuration.Data.Views);
        ProjectionFollower follower = new(views, parts.Time);
        ReadSide side = new(ledger, views, follower, parts.Time);
        GatewayHost host = GatewayHost.Build(
            parts with
            {
                Logging = logging => Logging.Configure(logging, configuration),
                AddServices = services => services.AddReadApi(),
                MapManagement = routes =>
                {
                    routes.MapReadApi(side);
                    routes.MapHomePage(side, new Uri($"http://{configuration.Gateway.Listen}"));
                },
            }
        );
        try
        {
            await host.StartAsync(cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await host.DisposeAsync();
            throw StartFailure.OfListener(configuration.Gateway.Listen, failure);
        }

        IPEndPoint address = new(configuration.Gateway.Listen.Address, host.Address.Port);
        return new(host, ledger, follower)
        {
            Banner = new(address, configuration.Data.Path, ledger.Head, ledger.Checkpoint, NotesOf(opened)),
        };
    }

    private static List<string> NotesOf(OpenResult opened)
    {
        List<string> notes = [];
        if (opened.TornBytes > 0)
        {
            notes.Add(
                $"{opened.TornBytes} bytes of an unfinished commit were cut off; nothing in them was acknowledged"
            );
        }

        if (opened.RecoveredHolds > 0)
        {
            notes.Add(
                $"{opened.RecoveredHolds} calls of a process that died were settled with their hold, as an estimate"
            );
        }

        return notes;
    }

    private static FingerprintKey OpenFingerprintKey(string path)
    {
        (FingerprintKey? key, string? problem) = FingerprintKey.LoadOrCreate(path);
        return key ?? throw new CommandFailedException($"The fingerprint key {problem}.");
    }

    private static void CreateDataFolder(DataFolder data)
    {
        try
        {
            CreatePrivate(data.Path);
            CreatePrivate(data.Ledger);
            CreatePrivate(data.Views);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw StartFailure.OfDataFolder(data.Path, failure);
        }
    }

    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }
    }
}
