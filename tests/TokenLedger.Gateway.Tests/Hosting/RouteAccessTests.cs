using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging.Abstractions;
using TokenLedger.Commands;
using TokenLedger.Configuration;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Serve;

namespace TokenLedger.Gateway.Tests.Hosting;

/// <summary>Every route of the gateway's own has an access decision, and it holds.</summary>
public sealed class RouteAccessTests : IAsyncLifetime
{
    private const string Token = "test-admin-token";
    private readonly string _folder = Directory.CreateTempSubdirectory("tokenledger-routes-").FullName;
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() =>
        _gateway = await Composition.StartAsync(
            new ServeConfiguration
            {
                Data = new DataFolder(_folder),
                Gateway = new GatewayOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), AdminToken = Token },
            },
            NullLoggerFactory.Instance,
            TimeProvider.System,
            CancellationToken.None
        );

    [Fact]
    public void Every_endpoint_says_who_may_use_it()
    {
        Assert.NotEmpty(_gateway.Endpoints);
        Assert.All(
            _gateway.Endpoints,
            endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<RouteAccessMetadata>())
        );
    }

    [Fact]
    public async Task Every_management_route_refuses_a_caller_without_the_token_and_with_a_wrong_one()
    {
        using HttpClient client = new() { BaseAddress = _gateway.Address };
        int walked = 0;
        foreach (RouteEndpoint endpoint in _gateway.Endpoints.OfType<RouteEndpoint>())
        {
            string path = endpoint
                .RoutePattern.RawText!.Replace("{**rest}", "x", StringComparison.Ordinal)
                .Replace("{", "")
                .Replace("}", "");
            string method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is [string first, ..]
                ? first
                : "GET";
            bool open = endpoint.Metadata.GetMetadata<RouteAccessMetadata>()!.Access == RouteAccess.Public;
            foreach (string? token in new[] { null, "wrong", Token + "x" })
            {
                HttpRequestMessage request = new(new HttpMethod(method), path.StartsWith('/') ? path : "/" + path);
                if (token is not null)
                {
                    request.Headers.Add("Authorization", "Bearer " + token);
                }

                HttpResponseMessage answer = await client.SendAsync(request);
                // What is open answers for itself: signing in without a form is a bad request.
                bool answered = answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.BadRequest;
                Assert.True(
                    open ? answered : answer.StatusCode == HttpStatusCode.Unauthorized,
                    $"{method} {path} with token {token ?? "none"}: {answer.StatusCode}"
                );
                walked++;
            }
        }

        Assert.True(walked >= 15, $"only {walked} requests were made");
    }

    [Fact]
    public async Task The_token_opens_them()
    {
        using HttpClient client = new() { BaseAddress = _gateway.Address };
        client.DefaultRequestHeaders.Add("Authorization", "Bearer " + Token);

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/entries")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/openapi/v1.json")).StatusCode);
    }

    [Fact]
    public async Task Without_a_token_a_page_of_another_origin_cannot_reach_them_through_a_rebound_name()
    {
        string folder = Directory.CreateTempSubdirectory("tokenledger-routes-").FullName;
        await using (
            RunningGateway open = await Composition.StartAsync(
                new ServeConfiguration
                {
                    Data = new DataFolder(folder),
                    Gateway = new GatewayOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) },
                },
                NullLoggerFactory.Instance,
                TimeProvider.System,
                CancellationToken.None
            )
        )
        {
            using HttpClient client = new() { BaseAddress = open.Address };
            HttpRequestMessage rebound = new(HttpMethod.Get, "/api/v1/entries");
            rebound.Headers.Host = "evil.example:8787";

            Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(rebound)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/entries")).StatusCode);
        }

        Directory.Delete(folder, recursive: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
