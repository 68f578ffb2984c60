using Microsoft.AspNetCore.Http;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Gateway.Upstreams.Rotation;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Tests.Upstreams.Rotation;

public sealed class PoolTests : IDisposable
{
    private readonly Upstream[] _upstreams = [Named("a"), Named("b"), Named("c")];

    public void Dispose() => Array.ForEach(_upstreams, upstream => upstream.Dispose());

    private static Upstream Named(string name) =>
        new(
            new()
            {
                Name = name,
                Provider = name,
                Dialect = "openai",
                BaseAddress = new Uri($"http://{name}.test"),
            },
            TimeSpan.FromSeconds(1)
        );

    private Pool Of(bool sticky, params int[] weights) =>
        new(
            new()
            {
                Upstream = "a",
                Members = [],
                StickySessions = sticky,
            },
            [.. weights.Select((weight, place) => new Target(_upstreams[place], null, weight))]
        );

    private string First(Pool pool, string? session = null, Func<Target, bool>? isWell = null)
    {
        using InferenceCall call = new(
            new DefaultHttpContext(),
            new UpstreamMatch(_upstreams[0], new Route("openai.chat", RouteKind.Inference), "/v1/chat/completions"),
            new EntryIds(),
            TimeProvider.System
        )
        {
            Attribution = LedgerAttribution.None with { Session = session },
        };
        return pool.Order(call, isWell ?? (_ => true))[0].Upstream.Options.Name;
    }

    [Fact]
    public void Calls_are_shared_exactly_by_weight_and_evenly_spread()
    {
        Pool pool = Of(sticky: true, 5, 1, 1);

        string calls = string.Concat(Enumerable.Range(0, 14).Select(_ => First(pool)));

        Assert.Equal("aabacaaaabacaa", calls);
    }

    [Fact]
    public void Over_any_run_as_long_as_the_weights_each_member_gets_its_weight()
    {
        Pool pool = Of(sticky: true, 7, 3, 2);
        string calls = string.Concat(Enumerable.Range(0, 600).Select(_ => First(pool)));

        for (int begin = 0; begin + 12 <= calls.Length; begin += 12)
        {
            string run = calls[begin..(begin + 12)];
            Assert.Equal((7, 3, 2), (run.Count(c => c == 'a'), run.Count(c => c == 'b'), run.Count(c => c == 'c')));
        }
    }

    [Fact]
    public void A_member_that_is_not_well_is_passed_over_and_the_others_keep_their_shares()
    {
        Pool pool = Of(sticky: true, 2, 1, 1);

        string calls = string.Concat(
            Enumerable.Range(0, 30).Select(_ => First(pool, isWell: target => target.Upstream != _upstreams[1]))
        );

        Assert.Equal((20, 0, 10), (calls.Count(c => c == 'a'), calls.Count(c => c == 'b'), calls.Count(c => c == 'c')));
    }

    [Fact]
    public void A_session_keeps_to_its_member_while_that_is_well()
    {
        Pool pool = Of(sticky: true, 1, 1, 1);
        string home = First(pool, "session-1");

        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(home, First(pool, "session-1")));
        Assert.NotEqual(home, First(pool, "session-1", target => target.Upstream.Options.Name != home));
        Assert.Equal(home, First(pool, "session-1"));
        Assert.Equal(3, Enumerable.Range(0, 60).Select(i => First(pool, $"session-{i}")).Distinct().Count());
    }

    [Fact]
    public void Sessions_are_shared_by_weight_too()
    {
        Pool pool = Of(sticky: true, 3, 1);

        int atA = Enumerable.Range(0, 4_000).Count(i => First(pool, $"session-{i}") == "a");

        Assert.InRange(atA, 2_850, 3_150); // 3,000 expected of names that say nothing
    }

    [Fact]
    public void Without_sticky_sessions_a_session_is_shared_like_any_call()
    {
        Pool pool = Of(sticky: false, 1, 1);

        Assert.Equal("abab", string.Concat(Enumerable.Range(0, 4).Select(_ => First(pool, "session-1"))));
    }
}
