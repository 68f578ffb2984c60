using System.Text.Json;
using TokenLedger.Gateway.Administration;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Limits;

/// <summary>
/// The limits of the configuration, and those decided at run time: one decided at run time takes the place of the
/// configured one of the same name, and when it is removed the configured one is back.
/// </summary>
internal sealed class LimitsInForce
{
    private readonly IReadOnlyList<RateLimit> _configured;
    private readonly RateLimiter _limiter;
    private readonly ControlBook? _control;

    /// <summary>Puts them in force, and keeps them so.</summary>
    public LimitsInForce(IReadOnlyList<RateLimit> configured, RateLimiter limiter, ControlBook? control)
    {
        _configured = configured;
        _limiter = limiter;
        _control = control;
        if (control is not null)
        {
            control.Changed += change =>
            {
                if (change.Kind == ControlKinds.Limit)
                {
                    Apply();
                }
            };
        }

        Apply();
    }

    /// <summary>The configured limit of this name; null when there is none.</summary>
    public RateLimit? Configured(string id) => _configured.FirstOrDefault(limit => limit.Id == id);

    private void Apply()
    {
        RateLimit[] decided = [.. (_control?.Of(ControlKinds.Limit) ?? []).Select(Read).OfType<RateLimit>()];
        HashSet<string> ids = [.. decided.Select(limit => limit.Id)];
        _limiter.Use([.. _configured.Where(limit => !ids.Contains(limit.Id)), .. decided]);
    }

    /// <summary>Only what was checked is ever written; what a newer version wrote and this one cannot read is left out.</summary>
    private static RateLimit? Read(ControlDocument document)
    {
        try
        {
            return JsonSerializer.Deserialize(document.Json, LimitJson.Default.LimitDocument)?.Read().Limit;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
