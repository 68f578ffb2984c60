using TokenLedger.Demo.Simulation;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway;

namespace TokenLedger.Functional.Tests.Routes;

/// <summary>Upstreams come from configuration only, with their own base path and protocol.</summary>
public sealed class UpstreamTests
{
    [Theory]
    [InlineData("/local/v1/chat/completions", "/openai/v1/chat/completions")]
    [InlineData("/local/v1/chat/completions?x=1", "/openai/v1/chat/completions?x=1")]
    public async Task A_prefix_selects_an_upstream_and_its_base_path_is_kept(string asked, string expected)
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, provider) => options with { Upstreams = [Local(provider.BaseAddress), .. options.Upstreams] },
            new() { BasePath = "/openai", RemembersPrompts = false }
        );

        Received answer = await gateway.SendAsync(Ask.Post(asked, Ask.Chat("Prefix")));

        Assert.Equal(200, answer.Status);
        LoggedCall logged = await gateway.Provider.Log.WaitForAsync(_ => true, gateway.Cancellation);
        Assert.Equal(expected, logged.Target);
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal("local", end.Text("upstream") ?? end.Text("provider"));
        Assert.Equal(Tokens.Show(Tokens.Of(logged.Usage!)), Tokens.Show(end.Quantities));
    }

    [Fact]
    public async Task HTTP_2_is_spoken_to_an_upstream_that_wants_it()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, provider) =>
                options with
                {
                    Upstreams =
                    [
                        .. options.Upstreams.Select(up =>
                            up with
                            {
                                BaseAddress = provider.Http2Address!,
                                Http2 = true,
                            }
                        ),
                    ],
                },
            new() { Http2 = true, RemembersPrompts = false }
        );
        Received direct = await gateway.SendDirectAsync(Ask.Post(Ask.MessagesPath, Ask.MessageStream("Two")));

        Received through = await gateway.SendAsync(Ask.Post(Ask.MessagesPath, Ask.MessageStream("Two")));

        Assert.Equal(direct.Body, through.Body);
        Assert.Equal(["HTTP/1.1", "HTTP/2"], gateway.Provider.Log.Calls.Select(call => call.Protocol));
    }

    [Fact]
    public async Task An_upstream_that_cannot_be_reached_is_a_502_and_a_void()
    {
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) =>
                options with
                {
                    Upstreams =
                    [
                        .. options.Upstreams.Select(up => up with { BaseAddress = new Uri("http://127.0.0.1:1") }),
                    ],
                }
        );

        Received answer = await gateway.SendAsync(Ask.Post(Ask.ChatPath, Ask.Chat("Nobody")));

        Assert.Equal(502, answer.Status);
        LedgerEntry end = await gateway.EndOfAsync(answer.Call!);
        Assert.Equal("void", end.Kind);
        Assert.Equal("upstream_unreachable", end.Outcome);
    }

    private static UpstreamOptions Local(Uri address) =>
        new()
        {
            Name = "local",
            Provider = "local",
            Dialect = "openai",
            BaseAddress = address,
            PathPrefix = "/local",
        };
}
