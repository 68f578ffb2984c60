using System.Net;
using System.Net.Http.Headers;
using Microsoft.Playwright;
using TokenLedger.Browser.Tests.Running;

namespace TokenLedger.Browser.Tests;

public sealed class SignInTests(Chromium chromium, Building building)
{
    [Fact]
    public async Task A_browser_signs_in_with_its_token_comes_to_where_it_wanted_and_signs_out()
    {
        await using Running.Dashboard dashboard = await Running.Dashboard.StartAsync(null, withTokens: true);
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        await visitor.GoAsync("/explore?last=30d&by=agent");
        Assert.Contains("/sign-in?next=", visitor.Page.Url, StringComparison.Ordinal);

        await visitor.Page.GetByLabel("Token").FillAsync("not the token");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visitor.Page.GetByText("This token is not known here").WaitForAsync();

        await visitor.Page.GetByLabel("Token").FillAsync(Running.Dashboard.TokenOf("auditor"));
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visitor.Page.ArrivedAsync(url => url.EndsWith("/explore?last=30d&by=agent", StringComparison.Ordinal));
        BrowserContextCookiesResult cookie = Assert.Single(
            await visitor.Context.CookiesAsync(),
            one => one.Name == "tokenledger-session"
        );
        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Strict, cookie.SameSite);
        Assert.DoesNotContain(Running.Dashboard.TokenOf("auditor"), cookie.Value, StringComparison.Ordinal);
        Assert.Contains("token:auditor", await visitor.TextAsync(), StringComparison.Ordinal);

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await visitor.Page.ArrivedAsync(url => url.EndsWith("/sign-in", StringComparison.Ordinal));
        await visitor.Context.AddCookiesAsync([
            new()
            {
                Name = cookie.Name,
                Value = cookie.Value,
                Url = dashboard.Address.ToString(),
            },
        ]);
        await visitor.GoAsync("/");
        Assert.Contains("/sign-in", visitor.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_keep_their_401_and_cookies_change_nothing_for_other_sites()
    {
        await using Running.Dashboard dashboard = await Running.Dashboard.StartAsync(null, withTokens: true);
        using SocketsHttpHandler handler = new() { AllowAutoRedirect = false, UseCookies = false };
        using HttpClient client = new(handler) { BaseAddress = dashboard.Address };
        using HttpResponseMessage refused = await client.GetAsync("/explore");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("application/json", refused.Content.Headers.ContentType!.MediaType);

        string cookie = await CookieAsync(client, "admin");
        foreach (
            (string name, string value, HttpStatusCode expected) in ((string, string, HttpStatusCode)[])
                [
                    ("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden),
                    ("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden),
                    ("Origin", "http://evil.example", HttpStatusCode.Forbidden),
                    ("X-Nothing", "says nothing", HttpStatusCode.Forbidden),
                    ("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK),
                    ("Origin", dashboard.Address.GetLeftPart(UriPartial.Authority), HttpStatusCode.OK),
                ]
        )
        {
            using HttpRequestMessage kill = new(HttpMethod.Post, "/api/v1/sessions/chat-x/kill");
            kill.Headers.Add("Cookie", cookie);
            kill.Headers.Add(name, value);
            using HttpResponseMessage answer = await client.SendAsync(kill);
            Assert.True(expected == answer.StatusCode, $"{name}: {value} gave {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Trying_tokens_ends_after_ten_failures()
    {
        await using Running.Dashboard dashboard = await Running.Dashboard.StartAsync(null, withTokens: true);
        using HttpClient client = new() { BaseAddress = dashboard.Address };
        for (int i = 0; i < 10; i++)
        {
            using HttpResponseMessage wrong = await SendAsync(client, "guess " + i);
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using HttpResponseMessage right = await SendAsync(client, Running.Dashboard.TokenOf("admin"));
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
        Assert.NotNull(right.Headers.RetryAfter);

        // A program that shows its token is not kept out by somebody's guesses.
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            Running.Dashboard.TokenOf("admin")
        );
        using HttpResponseMessage program = await client.GetAsync("/api/v1/costs");
        Assert.Equal(HttpStatusCode.OK, program.StatusCode);
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/%0d%0aSet-Cookie: x=y")]
    public async Task Signing_in_leads_to_no_other_site(string next)
    {
        await using Running.Dashboard dashboard = await Running.Dashboard.StartAsync(null, withTokens: true);
        using SocketsHttpHandler handler = new() { AllowAutoRedirect = false };
        using HttpClient client = new(handler) { BaseAddress = dashboard.Address };
        using HttpResponseMessage answer = await SendAsync(client, Running.Dashboard.TokenOf("viewer"), next);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        string target = answer.Headers.Location!.OriginalString;
        Assert.Equal(dashboard.Address.Authority, new Uri(dashboard.Address, target).Authority);
        Assert.False(
            answer.Headers.TryGetValues("Set-Cookie", out var cookies)
                && cookies.Any(one => one.StartsWith("x=", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Without_tokens_this_machine_needs_no_sign_in()
    {
        Running.Dashboard dashboard = await building.EmptyAsync();
        await using Visitor visitor = await chromium.VisitAsync(dashboard);
        await visitor.GoAsync("/sign-in");
        Assert.EndsWith("/", visitor.Page.Url, StringComparison.Ordinal);
        Assert.Equal(0, await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).CountAsync());
    }

    private static async Task<string> CookieAsync(HttpClient client, string holder)
    {
        using HttpResponseMessage answer = await SendAsync(client, Running.Dashboard.TokenOf(holder));
        return answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string token, string next = "/")
    {
        using FormUrlEncodedContent form = new([new("token", token), new("next", next)]);
        return await client.PostAsync(new Uri("/sign-in", UriKind.Relative), form);
    }
}
