using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TokenLedger.Gateway.Administration;
using TokenLedger.Gateway.Administration.Budgets;
using TokenLedger.Gateway.Administration.Identity;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Booking;
using TokenLedger.Gateway.Budgets;
using TokenLedger.Gateway.Budgets.Learning;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Gates;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.SignIn;
using TokenLedger.Gateway.Metrics;
using TokenLedger.Gateway.Policies;
using TokenLedger.Gateway.Rejections;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Gateway.Upstreams.Breakers;
using TokenLedger.Ledger;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Hosting;

/// <summary>What a gateway is built from.</summary>
/// <param name="Options">Its settings.</param>
/// <param name="Ledger">Where it books; owned by the caller and closed after the gateway has stopped.</param>
/// <param name="Rates">What it prices with.</param>
/// <param name="Key">What fingerprints are made with.</param>
/// <param name="Time">Its clock.</param>
public sealed record GatewayParts(
    GatewayOptions Options,
    ILedger Ledger,
    RatesInForce Rates,
    FingerprintKey Key,
    TimeProvider Time
)
{
    /// <summary>Adds services that management routes need.</summary>
    public Action<IServiceCollection>? AddServices { get; init; }

    /// <summary>Maps management routes (the read API, pages); each is guarded.</summary>
    public Action<IEndpointRouteBuilder>? MapManagement { get; init; }

    /// <summary>Draws pages for browsers; null when there are none (in tests), and nobody signs in then.</summary>
    public BrowserPages? Pages { get; init; }

    /// <summary>Maps routes that anyone may use who reaches the port: what pages are made of.</summary>
    public Action<IEndpointRouteBuilder>? MapPublic { get; init; }

    /// <summary>
    /// The file that remembers what has been booked, so that nothing is booked twice after a restart; it is made anew from
    /// the ledger when it is missing. Null keeps none.
    /// </summary>
    public string? BookedFile { get; init; }

    /// <summary>What people have decided at run time; null when nothing can be decided (in tests).</summary>
    public ControlBook? Control { get; init; }

    /// <summary>The alerts that run beside it; null in tests without any. Owned by the caller.</summary>
    public AlertRun? Alerts { get; init; }

    /// <summary>Who else follows the ledger, for the metrics.</summary>
    public IReadOnlyList<FollowerPosition> Followers { get; init; } = [];

    /// <summary>Where it logs; by default nowhere. Owned by the caller.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}

/// <summary>The running gateway: one port for provider routes, health and management.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly UpstreamTable _upstreams;
    private readonly OpenCalls _open;
    private readonly GatewayOptions _options;
    private readonly BookedMemory _booked;
    private readonly RejectionRecorder _rejections;
    private readonly UsageFollower _learning;
    private readonly MetricsFollower _metrics;
    private readonly ManagementGuard _guard;
    private readonly CallGuards _guards;
    private readonly CancellationTokenSource _stopKeeping = new();
    private Task _keeping = Task.CompletedTask;

    private GatewayHost(
        WebApplication app,
        UpstreamTable upstreams,
        OpenCalls open,
        GatewayOptions options,
        BookedMemory booked,
        RejectionRecorder rejections,
        UsageFollower learning,
        MetricsFollower metrics,
        ManagementGuard guard,
        CallGuards guards,
        BudgetsInForce budgets,
        KnownCallers known
    )
    {
        Known = known;
        _guards = guards;
        _app = app;
        _upstreams = upstreams;
        _open = open;
        _options = options;
        _booked = booked;
        _rejections = rejections;
        _learning = learning;
        _metrics = metrics;
        Budgets = budgets;
        _guard = guard;
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
    public KnownCallers Known { get; }

    /// <summary>Calls under way.</summary>
    public int OpenCalls => _open.Count;

    /// <summary>Puts it together; nothing listens yet.</summary>
    public static GatewayHost Build(GatewayParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        GatewayOptions options = parts.Options;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore();
        builder.Services.AddSingleton(parts.Loggers);
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        IdentityParts identity = new(parts);
        KeyRules keyRules = new();
        builder.Services.AddSingleton(_ => new PolicyParts(parts, identity, keyRules)); // closed with the application
        AdminRoutes.AddJson(builder.Services);
        parts.AddServices?.Invoke(builder.Services);
        builder.Services.Configure<HostOptions>(host =>
            // The drain, and time to settle what it cut.
            host.ShutdownTimeout = options.ShutdownDrain + TimeSpan.FromSeconds(10)
        );
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));

        WebApplication app = builder.Build();
        OpenCalls open = new();
        UpstreamTable upstreams = new(options.Upstreams, options.UpstreamConnectTimeout, options.ForwardUnknownRoutes);
        CircuitBreakers breakers = new(
            options.Routing.Breaker,
            parts.Time,
            parts.Loggers.CreateLogger<UpstreamTable>()
        );
        BookedOnce once = new();
        CallGuards guards = new(parts, identity.Keys);
        CallPricing pricing = new(parts.Rates, options);
        UsageHistory history = new();
        BudgetGate gate = new(parts.Ledger, pricing, history, options);
        RejectionRecorder rejections = new(
            parts.Ledger,
            new EntryIds(),
            parts.Time,
            parts.Loggers.CreateLogger<RejectionRecorder>()
        );
        RequestIntake intake = new(
            options,
            new AttributionReader(parts.Key, options.BaggageAllowed),
            identity.Callers,
            keyRules,
            parts.Key
        );
        InferencePipeline pipeline = new(
            options,
            intake,
            parts.Ledger,
            pricing,
            once,
            upstreams,
            breakers,
            new GateRow(Gates(app, identity, guards)),
            identity.Gate,
            app.Services.GetRequiredService<PolicyParts>().Gate,
            gate,
            rejections,
            parts.Key,
            open,
            parts.Time,
            parts.Loggers.CreateLogger<InferencePipeline>()
        );
        // Provider routes come first and skip the router: they are the hot path.
        app.Use(
            (http, next) => upstreams.Match(http.Request) is { } match ? pipeline.RunAsync(http, match) : next(http)
        );
        BudgetsInForce budgets = new(
            options.Budgets,
            parts.Ledger,
            parts.Control,
            keyRules,
            parts.Time,
            parts.Loggers.CreateLogger<BudgetsInForce>()
        );
        ManagementGuard guard = new(options, identity.AccessTokens, parts.Time);
        UpstreamsApi upstreamsApi = new(upstreams, breakers);
        FitCheck fit = new(upstreams, intake, gate, parts.Ledger, parts.Time);
        UsageFollower learning = new(parts.Ledger, history, parts.Time, parts.Loggers.CreateLogger<UsageFollower>());
        CallTally tally = new();
        LiveWindow window = new(parts.Time);
        MetricsFollower metrics = new(
            parts.Ledger,
            entries =>
            {
                tally.Take(entries);
                window.Take(entries);
            },
            parts.Time,
            parts.Loggers.CreateLogger<MetricsFollower>()
        );
        FollowerPosition[] followers =
        [
            .. parts.Followers,
            new("usage", () => learning.Next),
            new("metrics", () => metrics.Next),
        ];
        MetricsState state = new(
            parts.Ledger,
            open,
            guards.Sessions,
            upstreams,
            breakers,
            parts.Alerts?.Tally,
            followers,
            parts.Time
        );
        MapOwnRoutes(
            app,
            parts,
            open,
            guard,
            new AdminParts(parts, budgets, identity, guards, upstreamsApi, fit),
            new MetricsRoute(options.Metrics, state, tally, metrics),
            new LiveApi(state, guards, tally, window, metrics)
        );
        BookedMemory booked = new(
            once,
            parts.Ledger,
            parts.BookedFile,
            parts.Time,
            parts.Loggers.CreateLogger<BookedMemory>()
        );
        return new GatewayHost(
            app,
            upstreams,
            open,
            options,
            booked,
            rejections,
            learning,
            metrics,
            guard,
            guards,
            budgets,
            identity.Known
        );
    }

    /// <summary>The gates of step 4, in their order: identity, who was stopped, policy, runaway agents, rate limits.</summary>
    private static IReadOnlyList<IGate> Gates(WebApplication app, IdentityParts identity, CallGuards guards) =>
        [identity.Gate, guards.Kill, app.Services.GetRequiredService<PolicyParts>().Gate, guards.Runaway, guards.Rate];

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

    private static void MapOwnRoutes(
        WebApplication app,
        GatewayParts parts,
        OpenCalls open,
        ManagementGuard guard,
        AdminParts admin,
        MetricsRoute metrics,
        LiveApi live
    )
    {
        app.UseRouting();
        ILogger log = parts.Loggers.CreateLogger<GatewayHost>();
        app.Use((http, next) => GuardAsync(http, next, guard, parts.Pages, log));
        HealthRoutes.Map(app, parts.Ledger, open, parts.Rates);
        AdminRoutes.Map(app, admin);
        admin.Upstreams.Map(app);
        metrics.Map(app);
        live.Map(app);
        IdentityRoutes.Map(app, parts, admin.Identity, admin.Budgets);
        if (parts.Pages is { } pages)
        {
            new SignInRoutes(guard, pages, parts.Time).Map(app);
        }

        parts.MapPublic?.Invoke(app.MapGroup("").WithMetadata(new RouteAccessMetadata(RouteAccess.Public)));
        parts.MapManagement?.Invoke(app.MapGroup("").WithMetadata(new RouteAccessMetadata(RouteAccess.Management)));
        app.UseEndpoints(static _ => { });
        app.Run(http => UnknownAsync(http, parts.Pages));
    }

    private static async Task GuardAsync(
        HttpContext http,
        RequestDelegate next,
        ManagementGuard guard,
        BrowserPages? pages,
        ILogger log
    )
    {
        Endpoint? endpoint = http.GetEndpoint();
        RouteAccess access = endpoint?.Metadata.GetMetadata<RouteAccessMetadata>()?.Access ?? RouteAccess.Management;
        // Only this process itself can have said before who asks; see InProcessHandler.
        bool isKnown = http.Features.Get<Principal>() is not null;
        if (endpoint is not null && access != RouteAccess.Public)
        {
            (Principal? principal, Refusal? denied) = isKnown
                ? (Principal.Of(http), null)
                : await guard.IdentifyAsync(http).ConfigureAwait(false);
            denied ??= RouteJudge.Judge(principal!, endpoint, http.Request.Method);
            if (denied is not null)
            {
                await TurnAwayAsync(http, denied, principal, pages).ConfigureAwait(false);
                return;
            }

            http.Features.Set(principal);
            http.Features.Set(principal!.Scope);
        }

        try
        {
            await next(http).ConfigureAwait(false);
        }
        catch (Exception fault) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            log.LogError(fault, "{Method} {Path} met a fault", http.Request.Method, http.Request.Path);
            await RefuseAsync(
                    http,
                    new Refusal(500, "api_error", "gateway_fault", "The gateway met a fault of its own; see its log.")
                )
                .ConfigureAwait(false);
        }
    }

    /// <summary>A browser is led to the sign-in page, or told on a page; everyone else gets the error as JSON.</summary>
    private static Task TurnAwayAsync(HttpContext http, Refusal denied, Principal? principal, BrowserPages? pages)
    {
        if (pages is null || !BrowserPages.IsFor(http.Request))
        {
            return RefuseAsync(http, denied);
        }

        if (denied.Status == StatusCodes.Status401Unauthorized)
        {
            http.Response.StatusCode = StatusCodes.Status303SeeOther;
            http.Response.Headers.Location = SignInRoutes.AddressFor(http.Request);
            http.Response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }

        http.Features.Set(principal);
        return pages.Refusal(http, denied.Status, denied.Message);
    }

    private static Task UnknownAsync(HttpContext http, BrowserPages? pages)
    {
        string path = http.Request.Path;
        Refusal refusal = Refusal.UnknownRoute(http.Request.Method, path);
        return TurnAwayAsync(http, refusal, null, pages);
    }

    private static async Task RefuseAsync(HttpContext http, Refusal refusal)
    {
        http.Response.StatusCode = refusal.Status;
        http.Response.ContentType = "application/json";
        if (refusal.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        foreach ((string name, string value) in refusal.Headers)
        {
            http.Response.Headers[name] = value;
        }

        Dialect dialect = AnthropicDialect.IsSpokenBy(http.Request.Headers)
            ? AnthropicDialect.Instance
            : OpenAiDialect.Instance;
        byte[] body = dialect.ErrorBody(refusal, call: null);
        await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>A way to ask its own routes from within this process, whether or not it listens.</summary>
    public HttpMessageHandler InProcess() => new InProcessHandler(_app.Services, ((IApplicationBuilder)_app).Build());

    /// <summary>Puts in force what is configured and decided. Starting does it; without a start it must be asked for.</summary>
    public Task PutInForceAsync(CancellationToken cancellation) => Budgets.ApplyAsync(cancellation);

    /// <summary>Learns from the ledger what has been booked, and starts listening.</summary>
    /// <exception cref="IOException">The address is in use or not this machine's.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await PutInForceAsync(cancellation).ConfigureAwait(false);
        await _booked.LoadAsync(cancellation).ConfigureAwait(false);
        await _guards.LearnAsync(cancellation).ConfigureAwait(false);
        await _app.StartAsync(cancellation).ConfigureAwait(false);
        _keeping = Task.WhenAll(
            _booked.KeepAsync(_stopKeeping.Token),
            _guards.LearnMoreAsync(_stopKeeping.Token),
            _rejections.KeepAsync(_stopKeeping.Token),
            _learning.FollowAsync(_stopKeeping.Token),
            _metrics.FollowAsync(_stopKeeping.Token)
        );
    }

    /// <summary>
    /// Stops: takes no new calls, lets open ones finish within the drain, cuts the rest, and returns when every one of
    /// them is settled.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        _open.Stop(_options.ShutdownDrain);
        await _app.StopAsync(cancellation).ConfigureAwait(false);
        await _stopKeeping.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
        await _rejections.FlushAllAsync().ConfigureAwait(false);
        await _booked.SaveAsync().ConfigureAwait(false);
    }

    /// <summary>Signals are the caller's business: the host starts and stops when it is told to.</summary>
    private sealed class CallersLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync().ConfigureAwait(false);
        _upstreams.Dispose();
        _open.Dispose();
        Budgets.Dispose();
        _guard.Dispose();
        _metrics.Dispose();
        _stopKeeping.Dispose();
    }
}
