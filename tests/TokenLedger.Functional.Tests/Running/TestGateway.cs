using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using TokenLedger.Commands;
using TokenLedger.Configuration;
using TokenLedger.Demo.Simulation;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Alerts;
using TokenLedger.Gateway.Otlp;
using TokenLedger.Serve;

namespace TokenLedger.Functional.Tests.Running;

/// <summary>
/// The gateway as `serve` composes it, in this process, on a port and in a data folder of its own, with a simulated
/// provider behind it. Everything is checked through its public interfaces: HTTP and the data folder.
/// </summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly TempFolder folder;
    private readonly ServeConfiguration configuration;
    private RunningGateway running;
    private bool stopped;

    private TestGateway(
        SimulatedProvider provider,
        TempFolder folder,
        ServeConfiguration configuration,
        RunningGateway running
    )
    {
        Provider = provider;
        this.folder = folder;
        this.configuration = configuration;
        this.running = running;
        Address = running.Address;
        Http = Client(Address);
        Direct = Client(provider.BaseAddress);
    }

    public SimulatedProvider Provider { get; }

    public Uri Address { get; private set; }

    /// <summary>A client of the gateway. Follows no redirects, decodes nothing.</summary>
    public HttpClient Http { get; private set; }

    /// <summary>The same kind of client, straight to the provider.</summary>
    public HttpClient Direct { get; }

    public string Data => folder.Path;

    public CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestGateway> StartAsync(
        Func<GatewayOptions, SimulatedProvider, GatewayOptions>? change = null,
        SimulatedProviderOptions? simulated = null,
        AlertOptions? alerts = null,
        OtlpOptions? otlp = null
    )
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        SimulatedProvider provider = await SimulatedProvider.StartAsync(
            simulated ?? new() { RemembersPrompts = false },
            cancellation
        );
        TempFolder folder = new();
        GatewayOptions options = new()
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Upstreams = EveryUpstream.Of(provider),
        };
        ServeConfiguration configuration = new()
        {
            Gateway = change is null ? options : change(options, provider),
            Data = new DataFolder(folder.Path),
            Alerts = alerts ?? new(),
            Otlp = otlp ?? new(),
        };
        return new TestGateway(provider, folder, configuration, await ComposeAsync(configuration));
    }

    private static Task<RunningGateway> ComposeAsync(ServeConfiguration configuration) =>
        Composition.StartAsync(
            configuration,
            NullLoggerFactory.Instance,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );

    /// <summary>Stops it and starts it again on the same data folder, at another address.</summary>
    /// <param name="between">What happens to the data folder meanwhile.</param>
    public async Task RestartAsync(Action<string>? between = null)
    {
        await StopAsync(); // not a second time when what follows fails, which would hide why
        between?.Invoke(Data);
        running = await ComposeAsync(configuration);
        stopped = false;
        Address = running.Address;
        Http.Dispose();
        Http = Client(Address);
    }

    public async Task<Received> SendAsync(HttpRequestMessage request)
    {
        using HttpRequestMessage sent = request;
        using HttpResponseMessage response = await Http.SendAsync(sent, Cancellation);
        return await Received.ReadAsync(response, Cancellation);
    }

    /// <summary>
    /// For tests that made some calls through the gateway: the ledger has the tokens of just these calls, whatever their
    /// order, those of a repeated answer once.
    /// </summary>
    /// <param name="calls">The calls as the provider logged them.</param>
    public async Task AssertLedgerHasAsync(IEnumerable<LoggedCall> calls)
    {
        IReadOnlyList<LedgerEntry> entries = await EntriesAsync();
        IEnumerable<string> ledger = entries
            .Where(entry => entry.Kind is "settlement" or "import") // a batch's results are imports
            .Select(entry => Tokens.Show(entry.Quantities))
            .Where(tokens => tokens.Length > 0);
        IEnumerable<string> provider = calls
            .DistinctBy(call => (object?)call.ResponseId ?? call)
            .SelectMany(call => call.Batched.Select(answer => answer.Usage).Append(call.Usage))
            .OfType<SimulatedUsage>()
            .Select(usage => Tokens.Show(Tokens.Of(usage)));
        Assert.Equal(
            string.Join("\n", provider.Order(StringComparer.Ordinal)),
            string.Join("\n", ledger.Order(StringComparer.Ordinal))
        );
    }

    public async Task<Received> SendDirectAsync(HttpRequestMessage request)
    {
        using HttpRequestMessage sent = request;
        using HttpResponseMessage response = await Direct.SendAsync(sent, Cancellation);
        return await Received.ReadAsync(response, Cancellation);
    }

    /// <summary>A call's entries as its own page shows them now; none when the ledger has none.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> EntriesOfAsync(string call)
    {
        using HttpResponseMessage page = await Http.GetAsync("/api/v1/calls/" + call, Cancellation);
        return page.StatusCode == HttpStatusCode.NotFound
            ? []
            : Entries(await page.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Cancellation));
    }

    /// <summary>The settlement or void of a call that may still be under way: asks until there is one.</summary>
    public async Task<LedgerEntry> EndOfAsync(string call)
    {
        while (true)
        {
            if ((await EntriesOfAsync(call)).SingleOrDefault(entry => entry.IsEnd) is { } end)
            {
                return end;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
        }
    }

    /// <summary>Every entry in the ledger.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> EntriesAsync()
    {
        List<LedgerEntry> all = [];
        string? next = "/api/v1/entries?limit=1000";
        while (next is not null)
        {
            JsonElement page = await Http.GetFromJsonAsync<JsonElement>(next, Cancellation);
            all.AddRange(Entries(page));
            next = page.TryGetProperty("next", out JsonElement more) ? more.GetString() : null;
        }

        return all;
    }

    /// <summary>
    /// For tests that make every call directly and through the gateway: the ledger has exactly the provider's answers,
    /// with the provider's tokens.
    /// </summary>
    public async Task AssertEqualsProviderLogAsync()
    {
        IReadOnlyList<LedgerEntry> entries = await EntriesAsync();
        Dictionary<string, string> ledger = entries
            .Where(entry => entry.Kind == "settlement" && entry.ResponseId is not null)
            .GroupBy(entry => entry.ResponseId!)
            .ToDictionary(group => group.Key, group => Tokens.Show(group.First().Quantities));
        Dictionary<string, string> provider = Provider
            .Log.Calls.Where(call => call.ResponseId is not null)
            .GroupBy(call => call.ResponseId!)
            .ToDictionary(group => group.Key, group => Tokens.Show(Tokens.Of(group.First().Usage!)));
        Assert.Equal(provider, ledger);
    }

    /// <summary>
    /// Returns when the gateway has seen that a connection was reset: it handles events of its sockets in their order, and
    /// these requests come after.
    /// </summary>
    public async Task SeeResetAsync()
    {
        for (int i = 0; i < 3; i++)
        {
            await Http.GetStringAsync("/livez", Cancellation);
        }
    }

    public async Task StopAsync()
    {
        if (!stopped)
        {
            stopped = true;
            await running.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Http.Dispose();
        Direct.Dispose();
        await Provider.DisposeAsync();
        folder.Dispose();
    }

    private static IReadOnlyList<LedgerEntry> Entries(JsonElement page) =>
        [.. page.GetProperty("entries").EnumerateArray().Select(entry => new LedgerEntry(entry.GetProperty("entry")))];

    private static HttpClient Client(Uri address) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };
}
