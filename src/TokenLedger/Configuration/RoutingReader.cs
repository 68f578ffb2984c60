using TokenLedger.Gateway;
using TokenLedger.Gateway.Upstreams;
using TokenLedger.Gateway.Upstreams.Breakers;
using TokenLedger.Gateway.Upstreams.Rotation;

namespace TokenLedger.Configuration;

/// <summary>Reads circuit breakers, retries, pools, fallbacks and the timeouts of single routes.</summary>
/// <param name="settings">Everything set.</param>
/// <param name="remarks">Takes what is wrong.</param>
/// <param name="upstreams">The upstreams that can be named.</param>
public sealed class RoutingReader(Settings settings, Remarks remarks, IReadOnlyList<UpstreamOptions> upstreams)
{
    /// <summary>Where calls go besides the upstream their path names.</summary>
    public RoutingOptions Read() =>
        new()
        {
            Breaker = ReadBreaker(),
            Retries = ReadRetries(),
            Pools = OrNone(ListItem.Of(settings, "routing.pools").Select(ReadPool).OfType<PoolOptions>()),
            Fallbacks = OrNone(
                ListItem.Of(settings, "routing.fallbacks").Select(ReadFallback).OfType<FallbackOptions>()
            ),
        };

    /// <summary>The timeouts of single routes.</summary>
    public IReadOnlyList<RouteTimeout> ReadTimeouts() =>
        OrNone(
            ListItem
                .Of(settings, "timeouts.routes")
                .Select(item => new RouteTimeout
                {
                    Path = item.Text("path"),
                    Model = item.Text("model"),
                    Streamed = (bool?)item.Find("stream")?.Value,
                    Response = (TimeSpan?)item.Find("response")?.Value,
                    Idle = (TimeSpan?)item.Find("idle")?.Value,
                })
        );

    private BreakerOptions ReadBreaker()
    {
        long seconds = settings.Get<long>("circuit_breaker.timeout_secs");
        return new()
        {
            MaxFailures = (int)Math.Min(settings.Get<long>("circuit_breaker.max_failures"), int.MaxValue),
            FailurePercent = (int)settings.Get<long>("circuit_breaker.failure_percent"),
            LeastCalls = (int)settings.Get<long>("circuit_breaker.least_calls"),
            Window = settings.Get<TimeSpan>("circuit_breaker.window"),
            OpenFor = TimeSpan.FromSeconds(seconds == 0 ? 30 : seconds), // 0 is AgentLedger's "default"
        };
    }

    private RetryOptions ReadRetries()
    {
        int[] statuses = [.. settings.Items("routing.retries.statuses").Select(item => (int)(long)item.Value)];
        return new()
        {
            Most = (int)settings.Get<long>("routing.retries.most"),
            Statuses = statuses.Length == 0 ? RetryOptions.UsualStatuses : statuses,
            FirstDelay = settings.Get<TimeSpan>("routing.retries.first_delay"),
            LongestDelay = settings.Get<TimeSpan>("routing.retries.longest_delay"),
            LongestRetryAfter = settings.Get<TimeSpan>("routing.retries.longest_retry_after"),
        };
    }

    private PoolOptions? ReadPool(ListItem item)
    {
        UpstreamOptions? upstream = Upstream(item.Required("upstream", remarks));
        List<TargetOptions> members = ReadTargets(item, "members", upstream);
        return upstream is null || members.Count == 0
            ? null
            : new()
            {
                Upstream = upstream.Name,
                Models = Patterns(item),
                Members = members,
                StickySessions = item.Find("sticky_sessions")?.Value is not false,
            };
    }

    private FallbackOptions? ReadFallback(ListItem item)
    {
        UpstreamOptions? upstream = Upstream(item.Required("upstream", remarks));
        List<TargetOptions> to = ReadTargets(item, "to", upstream);
        return upstream is null || to.Count == 0
            ? null
            : new()
            {
                Upstream = upstream.Name,
                Models = Patterns(item),
                To = to,
            };
    }

    private string[] Patterns(ListItem item) =>
        [.. settings.Items($"{item.Path}.models").Select(pattern => pattern.Text)];

    private List<TargetOptions> ReadTargets(ListItem item, string list, UpstreamOptions? from)
    {
        List<TargetOptions> targets = [];
        foreach (ListItem target in ListItem.Of(settings, $"{item.Path}.{list}"))
        {
            Setting? said = target.Required("upstream", remarks);
            if (Upstream(said) is { } upstream && from is not null && CanTakeOver(from, upstream, said!))
            {
                targets.Add(new(upstream.Name, target.Text("model"), (int)((long?)target.Find("weight")?.Value ?? 1)));
            }
        }

        if (targets.Count == 0 && remarks.Problems.Count == 0)
        {
            remarks.Problem(item.Settings[0].Origin, $"{item.Path}: needs {list}, at least one upstream to go to");
        }

        return targets;
    }

    private UpstreamOptions? Upstream(Setting? said)
    {
        if (said is null)
        {
            return null;
        }

        UpstreamOptions? found = upstreams.FirstOrDefault(upstream => upstream.Name == said.Text);
        if (found is null)
        {
            string near = NearMiss.Suggest(said.Text, [.. upstreams.Select(upstream => upstream.Name)]);
            remarks.Problem(said.Origin, $"{said.Path}: there is no such upstream{near}");
        }

        return found;
    }

    /// <summary>
    /// The bodies are passed on as they are, so the wire format must be the same. And the caller's key is one provider's:
    /// it must never reach another's host.
    /// </summary>
    private bool CanTakeOver(UpstreamOptions from, UpstreamOptions to, Setting said)
    {
        if (to.Dialect != from.Dialect)
        {
            remarks.Problem(
                said.Origin,
                $"{said.Path}: {to.Name} speaks {to.Dialect} and {from.Name} {from.Dialect}; they must be the same"
            );
            return false;
        }

        bool sameHost = to.BaseAddress.Authority.Equals(from.BaseAddress.Authority, StringComparison.OrdinalIgnoreCase);
        if (!sameHost && !to.HasOwnCredential && !NamesOwnCredential(to))
        {
            remarks.Problem(
                said.Origin,
                $"{said.Path}: {to.Name} is at another host than {from.Name}, where the caller's key must not go; "
                    + $"give {to.Name} a credential_env or credential_file of its own"
            );
            return false;
        }

        return true;
    }

    /// <summary>Whether the configuration names a key for an upstream; where it is missing that is said already.</summary>
    private bool NamesOwnCredential(UpstreamOptions upstream)
    {
        Setting? Find(string name) =>
            settings.Find($"providers.{upstream.Name}.{name}")
            ?? settings.Find($"providers.extra.{upstream.Name}.{name}");
        return (Find("credential_env") ?? Find("credential_file")) is not null || Find("auth") is { Text: "sigv4" };
    }

    /// <summary>None at all is the default itself.</summary>
    private static T[] OrNone<T>(IEnumerable<T> items)
    {
        T[] all = [.. items];
        return all.Length == 0 ? [] : all;
    }
}
