using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TokenLedger.Accounting;
using TokenLedger.Accounting.Rates;
using TokenLedger.Commands;
using TokenLedger.Configuration;
using TokenLedger.Dashboard;
using TokenLedger.Dashboard.Assets;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Dashboard.ReadApi;
using TokenLedger.Demo;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Metrics;
using TokenLedger.Gateway.Otlp;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Control;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Entries;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Serve;

/// <summary>Puts the gateway together from its configuration. The serve and demo commands start the same one.</summary>
public static class Composition
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Opens the data folder and the ledger, and starts to listen.</summary>
    /// <param name="configuration">What it was told.</param>
    /// <param name="loggers">Where it logs.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="cancellation">Gives up the start.</param>
    /// <param name="reread">Reads the configuration again, for its rates; null when it cannot change.</param>
    /// <exception cref="CommandFailedException">Something is in the way; the message says what and what to do.</exception>
    public static async Task<RunningGateway> StartAsync(
        ServeConfiguration configuration,
        ILoggerFactory loggers,
        TimeProvider time,
        CancellationToken cancellation,
        Func<LoadedConfiguration>? reread = null
    )
    {
        CreateDataFolder(configuration.Data);
        StartMemory memory = StartMemory.For(configuration.Data.Control);
        try
        {
            RunningGateway gateway = await OpenAsync(configuration, loggers, time, reread, cancellation);
            gateway.Release(memory);
            return gateway;
        }
        catch
        {
            memory.Release();
            throw;
        }
    }

    private static async Task<RunningGateway> OpenAsync(
        ServeConfiguration configuration,
        ILoggerFactory loggers,
        TimeProvider time,
        Func<LoadedConfiguration>? reread,
        CancellationToken cancellation
    )
    {
        RateBook rates = RateFiles.Load(configuration.Rates);
        FingerprintKey key = LoadKey(configuration.Data);
        // None needs the others.
        Task ratesRead = Task.Run(() => ReadRatesOfRoots(rates, configuration), cancellation);
        Task<DecidedAlready> reading = Task.Run(() => DecidedAlready.Read(configuration.Data), cancellation);
        Task<OpenResult> opening = EmbeddedLedger
            .OpenAsync(new EmbeddedLedgerOptions { Folder = configuration.Data.Ledger }, time, cancellation)
            .AsTask();
        await Task.WhenAll(ratesRead, reading, opening);
        OpenResult opened = await opening;
        if (!opened.IsOpen)
        {
            throw new CommandFailedException(opened.Problem);
        }

        try
        {
            DecidedAlready decided = await reading;
            return await StartAsync(configuration, opened, decided, rates, key, loggers, time, reread, cancellation);
        }
        catch
        {
            await opened.Ledger.DisposeAsync();
            throw;
        }
    }

    private static async Task<RunningGateway> StartAsync(
        ServeConfiguration configuration,
        OpenResult opened,
        DecidedAlready decided,
        RateBook rates,
        FingerprintKey key,
        ILoggerFactory loggers,
        TimeProvider time,
        Func<LoadedConfiguration>? reread,
        CancellationToken cancellation
    )
    {
        EmbeddedLedger ledger = opened.Ledger!;
        LedgerHead head = ledger.Head;
        RatesInForce inForce = new(rates);
        RateActivation activation = new(ledger, configuration.Data.ActivatedRates, time);
        if (await activation.RecordAsync(rates, cancellation) is { } problem)
        {
            throw new CommandFailedException($"The ledger cannot be written: {problem}");
        }

        Assembly parts = await AssembleAsync(configuration, ledger, decided, inForce, key, loggers, time, cancellation);
        GatewayHost host = parts.Host;
        try
        {
            await host.StartAsync(cancellation);
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException)
        {
            await host.DisposeAsync();
            throw StartFailure.OfListener(configuration.Gateway.Listen, failure);
        }

        SignedCheckpoint checkpoint = ledger.Checkpoint;
        await NoteStartAsync(ledger, rates, time, cancellation);
        IPEndPoint address = IPEndPoint.Parse(host.Address.Authority);
        NoteAddress(configuration.Data, address);
        Banner banner = new(address, configuration.Data.Path, head, checkpoint, Notes(opened));
        RateReload reload = new(
            inForce,
            activation,
            configuration.Rates,
            reread,
            loggers.CreateLogger<RateReload>(),
            time,
            alsoTake: (changed, stop) => host.Budgets.ConfigureAsync(changed.Gateway.Budgets, stop)
        );
        return new RunningGateway(
            banner,
            host,
            ledger,
            parts.Follower,
            reload,
            parts.Side,
            parts.Control,
            parts.Alerts,
            parts.Otlp,
            configuration.Data
        )
        {
            Demo = parts.Demo,
        };
    }

    /// <summary>Puts a gateway together that does not listen, for a command that works while none runs.</summary>
    /// <param name="configuration">What a gateway on this data folder would be told.</param>
    /// <param name="ledger">Its ledger, open for writing; owned by the caller.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CommandFailedException">Something is in the way; the message says what and what to do.</exception>
    internal static async Task<GatewayHost> OfflineAsync(
        ServeConfiguration configuration,
        EmbeddedLedger ledger,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        RatesInForce rates = new(RateFiles.Load(configuration.Rates));
        FingerprintKey key = LoadKey(configuration.Data);
        ILoggerFactory silent = NullLoggerFactory.Instance;
        DecidedAlready decided = DecidedAlready.Read(configuration.Data);
        Assembly parts = await AssembleAsync(configuration, ledger, decided, rates, key, silent, time, cancellation);
        GatewayHost host = parts.Host;
        await host.PutInForceAsync(cancellation);
        return host;
    }

    /// <summary>Everything a gateway is made of, listening or not.</summary>
    private static async Task<Assembly> AssembleAsync(
        ServeConfiguration configuration,
        EmbeddedLedger ledger,
        DecidedAlready decided,
        RatesInForce rates,
        FingerprintKey key,
        ILoggerFactory loggers,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        ViewsFolder views = new(configuration.Data.Views);
        ProjectionFollower follower = new(views, time);
        ReadSide side = new(ledger, views, follower, time)
        {
            Verifier = ledger.Verifier,
            Currencies = configuration.Currencies,
            ExportTerms = configuration.Exports.Terms,
        };
        side.Exports = new(configuration.Exports.Plans, ledger, side.OpenViewsAsync, configuration.Data.Exports, time);
        ControlBook control = await ControlBook.OpenAsync(
            ledger,
            configuration.Data.Control,
            time,
            cancellation,
            decided.File
        );
        AlertRun alerts = await AlertRun.OpenAsync(
            new(configuration.Alerts, ledger, configuration.Data.Alerts, time, loggers)
            {
                Look = new ForesightWatch(side).LookAsync,
            },
            cancellation
        );
        OtlpRun? otlp = await OtlpRun.OpenAsync(
            configuration.Otlp,
            configuration.Gateway.Routing,
            ledger,
            configuration.Data.Otlp,
            time,
            loggers,
            cancellation
        );
        GatewayHost? host = null;
        DemoStage? demo = configuration.IsDemo ? null : new(side, time, loggers.CreateLogger<DemoStage>());
        DashboardParts pages = PageReaders.Parts(side) with
        {
            Gateway = PageFacts.Of(() => host!, control, rates) with
            {
                Demo = () => demo?.Held ?? new() { IsHere = true, Home = configuration.DemoHome },
            },
        };
        host = GatewayHost.Build(
            new GatewayParts(configuration.Gateway, ledger, rates, key, time)
            {
                Alerts = alerts,
                Loggers = loggers,
                BookedFile = configuration.Data.Booked,
                Control = control,
                Budgets = decided.Budgets,
                Otlp = otlp?.Delivery,
                Failed = otlp?.Failed,
                Followers =
                [
                    new("projection", () => follower.Position),
                    new("alerts", () => alerts.Next),
                    .. otlp is null ? Array.Empty<FollowerPosition>() : [new("otlp", () => otlp.Next)],
                ],
                AddServices = services => services.AddReadApi(),
                Pages = PageReaders.ForBrowsers(pages),
                MapPublic = routes => routes.MapAssets(),
                MapManagement = routes =>
                {
                    routes.MapReadApi(side);
                    routes.MapDashboard(pages);
                    if (demo is not null)
                    {
                        DemoApi.Map(routes, demo);
                    }
                },
            }
        );
        control.KnownBudget = document => host.Budgets.Now.Known(document);
        return new(host, follower, side, control, alerts, otlp, demo);
    }

    private sealed record Assembly(
        GatewayHost Host,
        ProjectionFollower Follower,
        ReadSide Side,
        ControlBook Control,
        AlertRun Alerts,
        OtlpRun? Otlp,
        DemoStage? Demo
    );

    private static void NoteAddress(DataFolder data, IPEndPoint address)
    {
        try
        {
            GatewayAddress.Write(data, address);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw StartFailure.OfDataFolder(data.Path, failure);
        }
    }

    /// <summary>The first call to a provider everyone uses should not wait for its table; the others' wait for theirs.</summary>
    private static void ReadRatesOfRoots(RateBook rates, ServeConfiguration configuration)
    {
        foreach (UpstreamOptions upstream in configuration.Gateway.Upstreams)
        {
            if (upstream.PathPrefix.Length == 0)
            {
                _ = rates.RowsOf(upstream.Provider).Count;
            }
        }
    }

    /// <summary>The start and the rate book in force are part of the record.</summary>
    private static async Task NoteStartAsync(
        EmbeddedLedger ledger,
        RateBook rates,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        DateTimeOffset now = time.GetUtcNow();
        Entry started = new()
        {
            Kind = EntryKind.Admin,
            Id = Guid.CreateVersion7(now),
            OccurredAt = now,
            Reason = "gateway.started",
            Subject = $"tokenledger {VersionCommand.Version}, rates {rates.Version}",
        };
        AppendResult result = await ledger.AppendAsync(started, cancellation);
        if (!result.IsAppended)
        {
            throw new CommandFailedException($"The ledger cannot be written: {result.Problem}");
        }
    }

    private static List<string> Notes(OpenResult opened)
    {
        List<string> notes = [];
        if (opened.TornBytes > 0)
        {
            notes.Add(
                $"{Counted.Of(opened.TornBytes, "byte of an unfinished commit was", "bytes of an unfinished commit were")} cut off; nothing in them was acknowledged"
            );
        }

        if (opened.RecoveredHolds > 0)
        {
            notes.Add(
                $"{Counted.Of(opened.RecoveredHolds, "call that a crash left open was settled at its bound", "calls that a crash left open were settled at their bound")}, marked as estimated"
            );
        }

        return notes;
    }

    private static FingerprintKey LoadKey(DataFolder data)
    {
        (FingerprintKey? key, string? problem) = FingerprintKey.LoadOrCreate(data.FingerprintKey);
        return key ?? throw new CommandFailedException(problem!);
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
