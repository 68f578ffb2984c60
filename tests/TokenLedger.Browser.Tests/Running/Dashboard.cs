using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using TokenLedger.Browser.Tests.Seeding;
using TokenLedger.Commands;
using TokenLedger.Configuration;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Principals;
using TokenLedger.Serve;

namespace TokenLedger.Browser.Tests.Running;

/// <summary>The real gateway over the story, or over an empty ledger.</summary>
public sealed class Dashboard : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tokenledger-pages-").FullName;
    private RunningGateway? _gateway;

    /// <summary>Holders of tokens, where a gateway has any: name, role, tenant.</summary>
    public static IReadOnlyList<(string Name, Role Role, string? Tenant)> Holders { get; } =
    [
        ("admin", Role.Admin, null),
        ("auditor", Role.Auditor, null),
        ("viewer", Role.Viewer, null),
        ("lead-of-acme", Role.TenantAdmin, "acme"),
        ("viewer-of-globex", Role.Viewer, "globex"),
    ];

    /// <summary>Where it listens.</summary>
    public Uri Address => _gateway!.Address;

    /// <summary>Its data folder.</summary>
    public DataFolder Data => new(_folder);

    /// <summary>The token of one of <see cref="Holders"/>.</summary>
    public static string TokenOf(string name) => $"token-of-{name}-0123456789";

    /// <summary>Starts a gateway.</summary>
    /// <param name="story">What its ledger begins with; null for an empty one.</param>
    /// <param name="withTokens">Whether it is closed to those without a token.</param>
    /// <param name="change">Changes its options.</param>
    public static async Task<Dashboard> StartAsync(
        StoryFolder? story,
        bool withTokens = false,
        Func<GatewayOptions, GatewayOptions>? change = null
    )
    {
        Dashboard dashboard = new();
        story?.CopyTo(dashboard.Data.Ledger);
        GatewayOptions options = new()
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Identity = new IdentityOptions
            {
                AdminTokens = withTokens
                    ? [.. Holders.Select(one => new AdminToken(one.Name, TokenOf(one.Name), one.Role, one.Tenant))]
                    : [],
            },
        };
        dashboard._gateway = await Composition.StartAsync(
            new ServeConfiguration
            {
                Data = dashboard.Data,
                Gateway = change?.Invoke(options) ?? options,
                Currencies = new([new("EUR", 0.9214m, new(2026, 11, 20), "reference rate")]),
            },
            NullLoggerFactory.Instance,
            new AnchoredTime(Story.Now),
            CancellationToken.None
        );
        await dashboard.CaughtUpAsync();
        return dashboard;
    }

    /// <summary>
    /// Makes the ledger stop as a disk would: where its newest checkpoint belongs stands a folder that cannot be replaced.
    /// Completes when the gateway says that it is no longer ready.
    /// </summary>
    public async Task StopLedgerAsync()
    {
        string checkpoint = Path.Combine(Data.Ledger, "checkpoint");
        File.Delete(checkpoint);
        Directory.CreateDirectory(Path.Combine(checkpoint, "in-the-way"));
        using HttpClient client = new() { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", TokenOf("admin"));
        // An entry makes it sign a checkpoint.
        using HttpResponseMessage killed = await client.PostAsync("/api/v1/sessions/somebody/kill", null);
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            using HttpResponseMessage ready = await client.GetAsync("/readyz");
            if (ready.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return;
            }

            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(3), "The ledger goes on.");
        }
    }

    /// <summary>Completes when what is shown rests on every entry of the ledger.</summary>
    private async Task CaughtUpAsync()
    {
        using HttpClient client = new() { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", TokenOf("admin"));
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            // The gateway waits for its views before it answers, a second at the most.
            using HttpResponseMessage answer = await client.GetAsync("/calls?last=1h");
            string page = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode && !page.Contains("data-behind", StringComparison.Ordinal))
            {
                return;
            }

            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(3), page);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
