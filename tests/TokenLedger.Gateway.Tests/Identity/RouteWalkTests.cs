using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging.Abstractions;
using TokenLedger.Commands;
using TokenLedger.Configuration;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity;
using TokenLedger.Gateway.Identity.Principals;
using TokenLedger.Ledger.Control;
using TokenLedger.Serve;

namespace TokenLedger.Gateway.Tests.Identity;

/// <summary>
/// Walks every route of the gateway's own, by every method, as everyone: with no role, with each wrong one, with the right
/// one, and from within a tenant. New routes are walked without a word here.
/// </summary>
public sealed class RouteWalkTests : IAsyncLifetime
{
    private const string AdminSecret = "walk-admin-0123456789";

    private static readonly (string Name, Role Role, string? Tenant)[] s_holders =
    [
        ("viewer", Role.Viewer, null),
        ("auditor", Role.Auditor, null),
        ("admin", Role.Admin, null),
        ("viewer-of-acme", Role.Viewer, "acme"),
        ("auditor-of-acme", Role.Auditor, "acme"),
        ("lead-of-acme", Role.TenantAdmin, "acme"),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("tokenledger-walk-").FullName;
    private RunningGateway _gateway = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await Composition.StartAsync(
            new ServeConfiguration
            {
                Data = new DataFolder(_folder),
                Gateway = new GatewayOptions
                {
                    Listen = new IPEndPoint(IPAddress.Loopback, 0),
                    AdminToken = AdminSecret,
                    Identity = new IdentityOptions
                    {
                        AdminTokens =
                        [
                            .. s_holders.Select(one => new AdminToken(
                                one.Name,
                                TokenOf(one.Name),
                                one.Role,
                                one.Tenant
                            )),
                        ],
                    },
                },
            },
            NullLoggerFactory.Instance,
            TimeProvider.System,
            CancellationToken.None
        );
        _client = new HttpClient { BaseAddress = _gateway.Address };
    }

    private static string TokenOf(string name) => $"token-of-{name}-0123456789";

    private IEnumerable<(RouteEndpoint Endpoint, string Method, string Path)> Routes() =>
        from endpoint in _gateway.Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods
            ? methods
            : ["GET", "POST", "PUT", "DELETE", "PATCH"]
        where method != "OPTIONS"
        select (endpoint, method, PathOf(endpoint));

    private static string PathOf(RouteEndpoint endpoint)
    {
        StringBuilder path = new();
        foreach (var segment in endpoint.RoutePattern.PathSegments)
        {
            path.Append('/');
            foreach (var part in segment.Parts)
            {
                path.Append(
                    part switch
                    {
                        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
                        Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
                        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "documentName" } =>
                            "v1",
                        _ => "x",
                    }
                );
            }
        }

        return path.Length == 0 ? "/" : path.ToString();
    }

    /// <summary>The probes, the files that pages are made of, and how one becomes known: they tell nothing.</summary>
    private static bool IsMeantForAll(string path) =>
        path is "/livez" or "/readyz" or "/health" or "/sign-in" or "/sign-out"
        || path.StartsWith("/assets/", StringComparison.Ordinal);

    private async Task<(HttpStatusCode Status, string Code)> AskAsync(string method, string path, string? token)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (method is not ("GET" or "HEAD" or "DELETE"))
        {
            request.Content = new StringContent("not json", Encoding.UTF8, "application/json");
        }

        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", token);
        }

        using HttpResponseMessage answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        string body = answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, body);
    }

    /// <summary>What the access of a route means, written down once more and apart from the code that judges.</summary>
    private static bool MayUse(Role role, string? tenant, RouteEndpoint endpoint, string method)
    {
        RouteAccess access = endpoint.Metadata.GetMetadata<RouteAccessMetadata>()!.Access;
        bool reads = method is "GET" or "HEAD";
        bool enough = role switch
        {
            Role.Admin => true,
            Role.Auditor => access is RouteAccess.Viewer or RouteAccess.Auditor
                || (access == RouteAccess.Management && reads),
            Role.TenantAdmin => access is RouteAccess.Viewer or RouteAccess.TenantAdmin
                || (
                    access == RouteAccess.Management
                    && (reads || endpoint.Metadata.GetMetadata<TenantChanges>() is not null)
                ),
            _ => access == RouteAccess.Viewer || (access == RouteAccess.Management && reads),
        };
        return enough && (tenant is null || endpoint.Metadata.GetMetadata<TenantScoped>() is not null);
    }

    private static bool IsRefusedByTheGuard((HttpStatusCode Status, string Code) answer) =>
        answer.Status == HttpStatusCode.Unauthorized
        || (
            answer.Status == HttpStatusCode.Forbidden
            && (
                answer.Code.Contains("role_required", StringComparison.Ordinal)
                || answer.Code.Contains("tenant_bound", StringComparison.Ordinal)
            )
        );

    [Fact]
    public void Every_endpoint_says_who_may_use_it()
    {
        Assert.All(_gateway.Endpoints, one => Assert.NotNull(one.Metadata.GetMetadata<RouteAccessMetadata>()));
        Assert.All(
            _gateway.Endpoints.Where(one =>
                one.Metadata.GetMetadata<RouteAccessMetadata>()!.Access == RouteAccess.Public
            ),
            one => Assert.True(IsMeantForAll(((RouteEndpoint)one).RoutePattern.RawText!))
        );
    }

    [Fact]
    public async Task Without_a_token_or_with_a_wrong_one_every_route_but_the_probes_is_closed()
    {
        string[] wrong =
        [
            "",
            "Bearer",
            "Bearer wrong",
            $"Bearer {AdminSecret}x",
            $"Basic {AdminSecret}",
            AdminSecret,
            "Bearer a.b.c",
        ];
        int walked = 0;
        foreach (var (endpoint, method, path) in Routes())
        {
            bool open = endpoint.Metadata.GetMetadata<RouteAccessMetadata>()!.Access == RouteAccess.Public;
            foreach (string token in wrong)
            {
                var answer = await AskAsync(method, path, token.Length == 0 ? null : token);
                // What is no form signs nobody in.
                HttpStatusCode expected =
                    path == "/sign-in" && method == "POST" ? HttpStatusCode.BadRequest : HttpStatusCode.OK;
                Assert.True(
                    answer.Status == (open ? expected : HttpStatusCode.Unauthorized),
                    $"{method} {path} with \"{token}\": {answer.Status}"
                );
                walked++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{walked} requests without a role");
        Assert.True(walked > 100, $"only {walked} requests were made");
    }

    [Fact]
    public async Task Every_role_opens_its_routes_and_no_other()
    {
        int opened = 0;
        int closed = 0;
        foreach (var (endpoint, method, path) in Routes())
        {
            if (endpoint.Metadata.GetMetadata<RouteAccessMetadata>()!.Access == RouteAccess.Public)
            {
                continue;
            }

            foreach ((string name, Role role, string? tenant) in s_holders)
            {
                var answer = await AskAsync(method, path, "Bearer " + TokenOf(name));
                bool may = MayUse(role, tenant, endpoint, method);
                Assert.True(
                    may != IsRefusedByTheGuard(answer),
                    $"{method} {path} as {name}: {answer.Status} {answer.Code}"
                );
                Assert.NotEqual(HttpStatusCode.InternalServerError, answer.Status);
                _ = may ? opened++ : closed++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{opened} requests let in, {closed} turned away by role or tenant"
        );
        Assert.True(opened > 50 && closed > 30, $"{opened} let in, {closed} turned away");
    }

    [Fact]
    public async Task A_virtual_key_opens_nothing_but_telling_what_became_of_its_work()
    {
        string key = await IssueKeyAsync();
        List<string> opened = [];
        foreach (var (endpoint, method, path) in Routes())
        {
            if (endpoint.Metadata.GetMetadata<RouteAccessMetadata>()!.Access == RouteAccess.Public)
            {
                continue;
            }

            var answer = await AskAsync(method, path, "Bearer " + key);
            bool may = endpoint.Metadata.GetMetadata<KeyHolders>() is not null;
            Assert.True(
                may == (answer.Status != HttpStatusCode.Unauthorized),
                $"{method} {path} with a virtual key: {answer.Status} {answer.Code}"
            );
            if (may)
            {
                opened.Add($"{method} {path}");
            }
        }

        Assert.Equal(["POST /api/v1/outcomes"], opened.Distinct());
    }

    private async Task<string> IssueKeyAsync()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/keys");
        request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        request.Headers.Authorization = new("Bearer", AdminSecret);
        using HttpResponseMessage answer = await _client.SendAsync(request);
        using JsonDocument issued = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return issued.RootElement.GetProperty("key").GetString()!;
    }

    [Fact]
    public async Task Which_host_a_caller_names_makes_no_difference_to_what_a_token_opens()
    {
        foreach (string host in new[] { "evil.example", "localhost", "127.0.0.1" })
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/entries");
            request.Headers.Host = host;
            using HttpResponseMessage closed = await _client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
