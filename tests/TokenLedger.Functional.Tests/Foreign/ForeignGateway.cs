using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Upstreams;

namespace TokenLedger.Functional.Tests.Foreign;

/// <summary>The gateway with every known provider at one scripted upstream.</summary>
internal sealed class ForeignGateway : IAsyncDisposable
{
    private ForeignGateway(ScriptedUpstream upstream, TestGateway gateway)
    {
        Upstream = upstream;
        Gateway = gateway;
    }

    public ScriptedUpstream Upstream { get; }

    public TestGateway Gateway { get; }

    /// <summary>Starts both.</summary>
    /// <param name="change">Changes the options of an upstream.</param>
    public static async Task<ForeignGateway> StartAsync(Func<UpstreamOptions, UpstreamOptions>? change = null)
    {
        ScriptedUpstream upstream = await ScriptedUpstream.StartAsync(TestContext.Current.CancellationToken);
        UpstreamPreset bedrock = UpstreamPreset.Find("bedrock")! with { Address = upstream.Address.AbsoluteUri };
        TestGateway gateway = await TestGateway.StartAsync(
            (options, _) =>
                options with
                {
                    Upstreams =
                    [
                        .. UpstreamOptions
                            .Defaults.Append(bedrock.ToOptions())
                            .Select(one => one with { BaseAddress = upstream.Address })
                            .Select(change ?? (one => one)),
                    ],
                }
        );
        return new ForeignGateway(upstream, gateway);
    }

    /// <summary>Posts a body through the gateway.</summary>
    public Task<Received> PostAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        HttpRequestMessage request = new(HttpMethod.Post, Untouched(path))
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Gateway.SendAsync(request);
    }

    /// <summary>The address of a path whose escapes stay as they are.</summary>
    private Uri Untouched(string path) =>
        new(
            Gateway.Address.GetLeftPart(UriPartial.Authority) + path,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
