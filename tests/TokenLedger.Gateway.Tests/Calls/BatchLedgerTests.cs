using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TokenLedger.Ledger.Entries;

namespace TokenLedger.Gateway.Tests.Calls;

/// <summary>The results of a batch are durable before the download is complete, or it is not completed.</summary>
public sealed class BatchLedgerTests
{
    private const string Path = "/v1/files/file-1/content";

    [Theory]
    [InlineData(10)]
    [InlineData(20_000)] // larger than what is kept whole
    public async Task A_ledger_that_takes_no_result_completes_no_download(int lines)
    {
        await using WebApplication upstream = await UpstreamAsync(lines);
        await using Bench bench = await Bench.StartAsync(
            script: ledger => ledger.Refuse(EntryKind.Import),
            upstream: AddressOf(upstream)
        );

        using HttpResponseMessage answer = await bench.SendAsync(new HttpRequestMessage(HttpMethod.Get, Path));

        if (lines == 10)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }
        else
        {
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer.Content.LoadIntoBufferAsync());
        }

        Assert.DoesNotContain(bench.Ledger.Entries, entry => entry.Kind == EntryKind.Settlement);
    }

    [Fact]
    public async Task The_end_of_a_download_waits_for_its_results()
    {
        await using WebApplication upstream = await UpstreamAsync(lines: 3);
        await using Bench bench = await Bench.StartAsync(
            script: ledger => ledger.Hold(EntryKind.Import),
            upstream: AddressOf(upstream)
        );

        Task<HttpResponseMessage> answer = bench.SendAsync(new HttpRequestMessage(HttpMethod.Get, Path));
        await bench.Ledger.WhenAsync(entry => entry.Kind == EntryKind.Authorization);
        Assert.False(answer.IsCompleted);
        bench.Ledger.Release(EntryKind.Import);
        using HttpResponseMessage served = await answer;

        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        Assert.Equal(
            ["Authorization", "Import", "Import", "Import", "Settlement"],
            bench.Ledger.Entries.Select(entry => entry.Kind.ToString())
        );
    }

    private static async Task<WebApplication> UpstreamAsync(int lines)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication upstream = builder.Build();
        upstream.Run(async http =>
        {
            for (int i = 0; i < lines; i++)
            {
                await http.Response.WriteAsync(
                    "{\"custom_id\":\"r"
                        + i
                        + "\",\"response\":{\"status_code\":200,\"body\":{\"object\":\"chat.completion\","
                        + "\"model\":\"gpt-4o-mini\",\"choices\":[],"
                        + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1}}}}\n"
                );
            }
        });
        await upstream.StartAsync(TestContext.Current.CancellationToken);
        return upstream;
    }

    private static Uri AddressOf(WebApplication upstream) =>
        new(upstream.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
