using System.Net;
using System.Text;
using TokenLedger.Accounting.Rates;
using TokenLedger.Demo.Simulation;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Hosting;

namespace TokenLedger.Gateway.Tests.Calls;

/// <summary>A gateway on a free port between a client and the simulated provider, booking to a scripted ledger.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private Bench(SimulatedProvider provider, ScriptedLedger ledger, GatewayHost host)
    {
        Provider = provider;
        Ledger = ledger;
        Host = host;
        Client = new HttpClient(new SocketsHttpHandler { MaxResponseDrainSize = 0 }) // leaving means leaving
        {
            BaseAddress = host.Address,
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    public SimulatedProvider Provider { get; }

    public ScriptedLedger Ledger { get; }

    public GatewayHost Host { get; }

    public HttpClient Client { get; }

    public static async Task<Bench> StartAsync(
        Func<GatewayOptions, GatewayOptions>? adjust = null,
        Action<ScriptedLedger>? script = null,
        Uri? upstream = null,
        TimeProvider? time = null
    )
    {
        SimulatedProvider provider = await SimulatedProvider.StartAsync(new(), CancellationToken.None);
        ScriptedLedger ledger = new();
        script?.Invoke(ledger);
        GatewayOptions options = new()
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            ShutdownDrain = TimeSpan.FromMilliseconds(200),
            Upstreams =
            [
                .. UpstreamOptions.Defaults.Select(o =>
                    upstream is null ? provider.InPlaceOf(o) : o with { BaseAddress = upstream }
                ),
            ],
        };
        options = adjust?.Invoke(options) ?? options;
        GatewayHost host = GatewayHost.Build(
            new GatewayParts(options, ledger, RateBook.Embedded, FingerprintKey.Create(), time ?? TimeProvider.System)
        );
        await host.StartAsync(CancellationToken.None);
        return new Bench(provider, ledger, host);
    }

    /// <summary>A chat request; <paramref name="simulate"/> tells the provider how to behave.</summary>
    public static HttpRequestMessage Chat(bool stream, string simulate = "")
    {
        HttpRequestMessage request = new(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(
                $$"""{"model":"gpt-4o-mini","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Say something"}]}""",
                Encoding.UTF8,
                "application/json"
            ),
        };
        request.Headers.Add("Authorization", "Bearer sk-test");
        if (simulate.Length > 0)
        {
            request.Headers.Add("x-sim", simulate);
        }

        return request;
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation = default) =>
        Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.StopAsync(CancellationToken.None);
        await Host.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
