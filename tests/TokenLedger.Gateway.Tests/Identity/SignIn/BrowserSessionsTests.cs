using System.Net;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Gateway.Identity.SignIn;

namespace TokenLedger.Gateway.Tests.Identity.SignIn;

public sealed class BrowserSessionsTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void A_browser_is_known_while_it_is_used_and_for_an_hour_after()
    {
        BrowserSessions browsers = new(_time);
        (string secret, _) = browsers.Begin(Principal.Admin, until: null);
        _time.Advance(BrowserSessions.Idle - TimeSpan.FromSeconds(1));
        Assert.Equal(Principal.Admin, browsers.Find(secret)?.Principal);
        _time.Advance(BrowserSessions.Idle - TimeSpan.FromSeconds(1));
        Assert.NotNull(browsers.Find(secret));
        _time.Advance(BrowserSessions.Idle);
        Assert.Null(browsers.Find(secret));
        Assert.Equal(0, browsers.Count);
    }

    [Fact]
    public void However_much_it_is_used_it_ends_after_twelve_hours_or_with_its_token()
    {
        BrowserSessions browsers = new(_time);
        (string own, _) = browsers.Begin(Principal.Admin, until: null);
        (string issued, _) = browsers.Begin(Principal.Admin, _time.GetUtcNow() + TimeSpan.FromHours(2));
        for (TimeSpan used = default; used < BrowserSessions.Longest; used += TimeSpan.FromMinutes(30))
        {
            Assert.NotNull(browsers.Find(own));
            Assert.Equal(used < TimeSpan.FromHours(2), browsers.Find(issued) is not null);
            _time.Advance(TimeSpan.FromMinutes(30));
        }

        Assert.Null(browsers.Find(own));
    }

    [Fact]
    public void There_are_never_more_than_a_thousand_and_the_one_longest_away_goes_first()
    {
        BrowserSessions browsers = new(_time);
        (string first, _) = browsers.Begin(Principal.Admin, until: null);
        (string second, _) = browsers.Begin(Principal.Admin, until: null);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(browsers.Find(first));
        for (int i = 0; i < BrowserSessions.Most; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            browsers.Begin(Principal.Admin, until: null);
            Assert.InRange(browsers.Count, 1, BrowserSessions.Most);
            if (i == BrowserSessions.Most - 2)
            {
                Assert.NotNull(browsers.Find(first));
                Assert.Null(browsers.Find(second));
            }
        }
    }

    [Fact]
    public void Signed_out_is_signed_out_and_another_secret_is_nobodys()
    {
        BrowserSessions browsers = new(_time);
        (string secret, _) = browsers.Begin(Principal.Admin, until: null);
        (string other, _) = browsers.Begin(Principal.Admin, until: null);
        Assert.NotEqual(secret, other);
        Assert.True(secret.Length >= 43); // 256 random bits
        Assert.Null(browsers.Find(secret[..^1]));
        browsers.End(secret);
        Assert.Null(browsers.Find(secret));
        Assert.NotNull(browsers.Find(other));
    }

    [Fact]
    public void Failures_count_by_address_and_by_network_and_are_forgotten_after_five_minutes()
    {
        SignInAttempts attempts = new(_time);
        IPAddress bad = IPAddress.Parse("2001:db8:1:2::7");
        for (int i = 0; i < SignInAttempts.MostOfOne; i++)
        {
            Assert.Null(attempts.MustWait(bad));
            attempts.Fail(bad);
        }

        Assert.Equal(SignInAttempts.Window, attempts.MustWait(bad));
        Assert.NotNull(attempts.MustWait(IPAddress.Parse("2001:db8:1:2::8")));
        Assert.Null(attempts.MustWait(IPAddress.Parse("192.0.2.1")));
        _time.Advance(SignInAttempts.Window);
        Assert.Null(attempts.MustWait(bad));
    }

    [Fact]
    public void Many_addresses_together_are_stopped_too()
    {
        SignInAttempts attempts = new(_time);
        for (int i = 0; i < SignInAttempts.MostOfAll; i++)
        {
            attempts.Fail(new IPAddress([10, 0, (byte)(i / 250), (byte)(i % 250)]));
        }

        Assert.NotNull(attempts.MustWait(IPAddress.Parse("192.0.2.1")));
    }
}
