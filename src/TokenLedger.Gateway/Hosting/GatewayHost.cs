using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using TokenLedger.Gateway.Administration;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Gateway.Administration.Identity;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Booking;
using TokenLedger.Gateway.Budgets;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.SignIn;
using TokenLedger.Gateway.Metrics;
using TokenLedger.Gateway.Policies;

namespace TokenLedger.Gateway.Hosting;

/// <summary>The running gateway: one port for provider routes, health and management.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private readonly GatewayParts _parts;
    private readonly WebApplication _app;
    private readonly IdentityParts _identity;
    private readonly CallParts _calls;
    private readonly FollowingParts _following;
    private readonly ManagementGuard _guard;
    private readonly BookedMemory _booked;
    private readonly CancellationTokenSource _stopKeeping = new();
    private Task _keeping = Task.CompletedTask;

    private GatewayHost(GatewayParts parts)
    {
        _parts = parts;
        _identity = new(parts);
        KeyRules keyRules = new();
        _app = Application(parts, () => new PolicyParts(parts, _identity, keyRules));
        _calls = new(parts, _identity, keyRules, _app.Services.GetRequiredService<PolicyParts>().Gate);
        _following = new(parts, _calls);
        _guard = new(parts.Options, _identity.AccessTokens, parts.Time);
        _booked = new(
            _calls.Once,
            parts.Ledger,
            parts.BookedFile,
            parts.Time,
            parts.Loggers.CreateLogger<BookedMemory>()
        );
        Budgets = new(
            parts.Options.Budgets,
            parts.Ledger,
            parts.Control,
            parts.Budgets,
            keyRules,
            parts.Time,
            parts.Loggers.CreateLogger<BudgetsInForce>()
        );
        // Provider routes come first and skip the router: they are the hot path.
        _app.Use(
            (http, next) =>
                _calls.Upstreams.Match(http.Request) is { } match ? _calls.Pipeline.RunAsync(http, match) : next(http)
        );
        MapOwnRoutes();
    }

    /// <summary>Where it listens, once started.</summary>
    public Uri Address =>
        new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Every endpoint of the gateway's own.</summary>
    public IReadOnlyList<Endpoint> Endpoints =>
        ((IEndpointRouteBuilder)_app).DataSources.SelectMany(s => s.Endpoints).ToList();

    /// <summary>The budgets in force.</summary>
    public BudgetsInForce Budgets { get; }

    /// <summary>The keys and tenants that are known.</summary>
    public KnownCallers Known => _identity.Known;

    /// <summary>Calls under way.</summary>
    public int OpenCalls => _calls.Open.Count;

    /// <summary>Puts it together; nothing listens yet.</summary>
    public static GatewayHost Build(GatewayParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return new(parts);
    }

    /// <summary>A way to ask its own routes from within this process, whether or not it listens.</summary>
    public HttpMessageHandler InProcess() => new InProcessHandler(_app.Services, ((IApplicationBuilder)_app).Build());

    /// <summary>Puts in force what is configured and decided. Starting does it; without a start it must be asked for.</summary>
    public Task PutInForceAsync(CancellationToken cancellation) => Budgets.ApplyAsync(cancellation);

    /// <summary>Learns from the ledger what has been booked, and starts listening.</summary>
    /// <exception cref="IOException">The address is in use or not this machine's.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        // None needs the others, and each may have much to read.
        await Task.WhenAll(
                Task.Run(() => PutInForceAsync(cancellation), cancellation),
                Task.Run(() => _booked.LoadAsync(cancellation), cancellation),
                Task.Run(() => _calls.Guards.LearnAsync(cancellation), cancellation)
            )
            .ConfigureAwait(false);
        await _app.StartAsync(cancellation).ConfigureAwait(false);
        _keeping = Task.WhenAll(
            _booked.KeepAsync(_stopKeeping.Token),
            _calls.Guards.LearnMoreAsync(_stopKeeping.Token),
            _calls.Rejections.KeepAsync(_stopKeeping.Token),
            _following.FollowAsync(_stopKeeping.Token)
        );
    }

    /// <summary>
    /// Stops: takes no new calls, lets open ones finish within the drain, cuts the rest, and returns when every one of
    /// them is settled.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        _calls.Open.Stop(_parts.Options.ShutdownDrain);
        await _app.StopAsync(cancellation).ConfigureAwait(false);
        await _stopKeeping.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
        await _calls.Rejections.FlushAllAsync().ConfigureAwait(false);
        await _booked.SaveAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync().ConfigureAwait(false);
        _calls.Dispose();
        _following.Dispose();
        Budgets.Dispose();
        _guard.Dispose();
        _stopKeeping.Dispose();
    }

    private static WebApplication Application(GatewayParts parts, Func<PolicyParts> policies)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton(parts.Loggers);
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        builder.Services.AddSingleton(_ => policies()); // closed with the application
        AdminRoutes.AddJson(builder.Services);
        parts.AddServices?.Invoke(builder.Services);
        builder.Services.Configure<HostOptions>(host =>
            // The drain, and time to settle what it cut.
            host.ShutdownTimeout = parts.Options.ShutdownDrain + TimeSpan.FromSeconds(10)
        );
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, parts.Options));
        return builder.Build();
    }

    private static void Configure(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowAlternateSchemes = true; // see CleartextHttp2
        kestrel.RequestHeaderEncodingSelector = ConnectionFieldEncoding.For;
        kestrel.Limits.MaxRequestBodySize = null; // bounded by the pipeline, which answers in the caller's dialect
        kestrel.Limits.MaxRequestHeadersTotalSize = 64 * 1024; // agents send long ones
        kestrel.Listen(
            options.Listen,
            listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.Use(CleartextHttp2.Detect);
            }
        );
    }

    private void MapOwnRoutes()
    {
        RouteGuard guard = new(_guard, _identity.HeldKeys, _parts.Pages, _parts.Loggers.CreateLogger<GatewayHost>());
        _app.UseRouting();
        _app.Use(guard.RunAsync);
        HealthRoutes.Map(_app, _parts.Ledger, _calls.Open, _parts.Rates);
        MapAdministration();
        new MetricsRoute(_parts.Options.Metrics, _following.State, _following.Tally, _following.Metrics).Map(_app);
        new LiveApi(_following.State, _calls.Guards, _following.Tally, _following.Window, _following.Metrics).Map(_app);
        if (_parts.Pages is { } pages)
        {
            new SignInRoutes(_guard, pages, _parts.Time).Map(_app);
        }

        _parts.MapPublic?.Invoke(Group(RouteAccess.Public));
        _parts.MapManagement?.Invoke(Group(RouteAccess.Management));
        _app.UseEndpoints(static _ => { });
        _app.Run(guard.UnknownAsync);
    }

    private void MapAdministration()
    {
        FitCheck fit = new(_calls.Upstreams, _calls.Intake, _calls.Budgets, _parts.Time);
        UpstreamsApi upstreams = new(_calls.Upstreams, _calls.Breakers);
        AdminRoutes.Map(_app, new AdminParts(_parts, Budgets, _identity, _calls.Guards, upstreams, fit));
        upstreams.Map(_app);
        IdentityRoutes.Map(_app, _parts, _identity, Budgets);
    }

    private RouteGroupBuilder Group(RouteAccess access) =>
        _app.MapGroup("").WithMetadata(new RouteAccessMetadata(access));

    /// <summary>Signals are the caller's business: the host starts and stops when it is told to.</summary>
    private sealed class CallersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
