using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TokenLedger.Dashboard;
using TokenLedger.Dashboard.Assets;
using TokenLedger.Dashboard.Pages.Shell;
using TokenLedger.Dashboard.ReadApi;
using TokenLedger.Ledger.Control;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Api;

/// <summary>The API and the page on a real Kestrel over a ledger in memory.</summary>
public sealed class ApiHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly WebApplication _app;
    private readonly Task _following;

    private ApiHost(bool follow)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddReadApi();
        _app = builder.Build();
        _app.Use(
            (http, next) =>
            {
                http.Features.Set(Reader);
                return next(http);
            }
        );
        ViewsFolder views = new(_folder["views"]);
        Follower = new(views);
        ReadSide side = new(Ledger, views, Follower, new FixedTime(Now))
        {
            Currencies = new([new("EUR", 0.5m, new(2026, 11, 20), "a bank")]),
        };
        _app.MapReadApi(side);
        _app.MapAssets();
        _app.MapDashboard(new(side));
        _following = follow ? Follower.RunAsync(Ledger, _stop.Token) : Task.CompletedTask;
    }

    /// <summary>What the API takes for now.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 11, 21, 12, 0, 0, default);

    /// <summary>Longest wait for views on a busy machine: without it an answer may be from views that lag.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Who the host says is asking.</summary>
    public ReadScope Reader { get; set; } = ReadScope.Everything;

    public MemoryLedger Ledger { get; } = new();

    public ProjectionFollower Follower { get; }

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromMinutes(2) };

    public IEnumerable<Microsoft.AspNetCore.Http.Endpoint> Endpoints =>
        _app.Services.GetRequiredService<Microsoft.AspNetCore.Routing.EndpointDataSource>().Endpoints;

    public static async Task<ApiHost> StartAsync(bool follow = true)
    {
        ApiHost host = new(follow);
        await host._app.StartAsync();
        IServerAddressesFeature addresses = host
            ._app.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!;
        host.Client.BaseAddress = new Uri(addresses.Addresses.Single());
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _stop.CancelAsync();
        await _following;
        await _app.DisposeAsync();
        _stop.Dispose();
        _folder.Dispose();
    }
}
