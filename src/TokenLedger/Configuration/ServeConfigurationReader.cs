using System.Net;
using Microsoft.Extensions.Logging;
using TokenLedger.Commands;
using TokenLedger.Configuration.Values;
using TokenLedger.Gateway;
using TokenLedger.Gateway.Identity;
using TokenLedger.Reporting.Currencies;

namespace TokenLedger.Configuration;

/// <summary>Turns settings into the configuration, with the rules that concern more than one key.</summary>
public sealed class ServeConfigurationReader(
    Settings settings,
    Remarks remarks,
    IReadOnlyDictionary<string, string> variables
)
{
    /// <summary>Reads it. What is wrong is remarked; the result counts only when nothing is.</summary>
    public ServeConfiguration Read()
    {
        RemarkOnKeysWithoutEffect();
        string? token = new AdminTokenReader(settings, remarks).Read();
        CurrencyTable currencies = new CurrenciesReader(settings, remarks).Read();
        return new()
        {
            Gateway = ReadGateway(token, new IdentityReader(settings, remarks, variables).Read()),
            Data = settings.Find("data") is { } data ? new(data.Origin.Absolute(data.Text)) : DataFolder.Default(),
            Alerts = new AlertsReader(settings, remarks).Read(),
            Exports = new ExportsReader(settings, remarks, variables, currencies).Read(),
            Otlp = new OtlpReader(settings, remarks).Read(),
            Rates = new RateSettingsReader(settings, remarks).Read(),
            Currencies = currencies,
            LogLevel = ReadLogLevel(),
            LogJson = settings.Get<string>("log.format") == "json",
        };
    }

    private GatewayOptions ReadGateway(string? token, IdentityOptions identity)
    {
        IReadOnlyList<UpstreamOptions> upstreams = new UpstreamsReader(settings, remarks, variables).Read();
        RoutingReader routing = new(settings, remarks, upstreams);
        return new()
        {
            Listen = ReadListen(admitsRemote: token is not null || identity.AdmitsRemote),
            Identity = identity,
            Upstreams = upstreams,
            Routing = routing.Read(),
            RouteTimeouts = routing.ReadTimeouts(),
            AdminToken = token,
            MaxRequestBodyBytes = settings.Get<long>("limits.request_body"),
            BufferedResponseBytes = (int)settings.Get<long>("limits.buffered_response"),
            UpstreamConnectTimeout = settings.Get<TimeSpan>("timeouts.connect"),
            UpstreamResponseTimeout = settings.Get<TimeSpan>("timeouts.response"),
            UpstreamIdleTimeout = settings.Get<TimeSpan>("timeouts.idle"),
            ClientGoneDrain = settings.Get<TimeSpan>("timeouts.client_gone"),
            ShutdownDrain = settings.Get<TimeSpan>("timeouts.shutdown"),
            ClientGone =
                settings.Get<string>("streaming.client_gone") == "stop"
                    ? ClientGonePolicy.Stop
                    : ClientGonePolicy.Drain,
            InjectStreamUsage = settings.Get<bool>("streaming.include_usage"),
            ForwardUnknownRoutes = settings.Get<string>("routes.unknown") == "forward",
            RefuseLikeAgentLedger = settings.Get<string>("compat") == "agentledger",
            Policies = new PolicySettingsReader(settings, remarks).Read(),
            RateLimits = new RateLimitsReader(settings, remarks).Read(),
            MostLimitAccounts = (int)Math.Min(settings.Get<long>("rate_limits.accounts"), int.MaxValue),
            Agents = new AgentRulesReader(settings, remarks).Read(),
            Budgets = new BudgetRulesReader(settings, remarks).Read(),
            Metrics = new()
            {
                Public = settings.Get<bool>("metrics.public"),
                AgentLedger = settings.Get<bool>("metrics.agentledger"),
            },
            BaggageAllowed = [.. settings.Items("attribution.baggage").Select(item => item.Text)],
        };
    }

    private IPEndPoint ReadListen(bool admitsRemote)
    {
        IPEndPoint listen = settings.Get<IPEndPoint>("listen");
        Setting? said = settings.Find("listen");
        if (said is not null && ListenAddress.NamesNoHost(said.Text))
        {
            remarks.Warning(
                said.Origin,
                $"listen: names no host, so it is {listen}; for every address say 0.0.0.0:{listen.Port} and set admin.token"
            );
        }

        if (said is not null && !IPAddress.IsLoopback(listen.Address) && !admitsRemote)
        {
            remarks.Problem(
                said.Origin,
                $"listen: {listen} can be reached from other machines, which needs an admin token; "
                    + $"set admin.token_file, or listen on 127.0.0.1:{listen.Port}"
            );
        }

        return listen;
    }

    private void RemarkOnKeysWithoutEffect()
    {
        foreach (Setting setting in settings.All)
        {
            if (setting.Key.NotBuilt is { } missing && missing.Asks(setting.Value))
            {
                remarks.Problem(setting.Origin, $"{setting.Path}: not available yet; {missing.WayOut}");
            }
            else if (setting.Key.NoEffect is { } why)
            {
                remarks.Warning(setting.Origin, $"{setting.Path}: has no effect; {why}");
            }
        }
    }

    private LogLevel ReadLogLevel() =>
        settings.Get<string>("log.level") switch
        {
            "debug" => LogLevel.Debug,
            "warn" => LogLevel.Warning,
            "error" => LogLevel.Error,
            _ => LogLevel.Information,
        };
}
