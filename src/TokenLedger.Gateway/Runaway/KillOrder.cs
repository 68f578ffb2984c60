using System.Text.Json;
using TokenLedger.Gateway.Administration;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Ledger.Control;
using LedgerAttribution = TokenLedger.Ledger.Entries.Attribution;

namespace TokenLedger.Gateway.Runaway;

/// <summary>That no call of someone may go on, until it is taken back.</summary>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Value">Which session, agent, key's fingerprint, tenant or user.</param>
/// <param name="Tenant">Within which tenant only; null for all.</param>
/// <param name="Until">First instant at which it no longer holds, UTC; null until it is taken back.</param>
/// <param name="Reason">Why, for whoever is stopped.</param>
internal sealed record KillOrder(string Kind, string Value, string? Tenant, DateTimeOffset? Until, string? Reason)
{
    private const string TenantMark = ";tenant=";

    /// <summary>Of what there are orders.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["session", "agent", "key", "tenant", "user"];

    /// <summary>The document's name: "session:ID", and the tenant when it holds within one only.</summary>
    public string Id => $"{Kind}:{Value}" + (Tenant is null ? "" : TenantMark + Tenant);

    /// <summary>Reads an order; null for one that a newer version wrote and this one cannot read.</summary>
    public static KillOrder? Of(ControlDocument document)
    {
        int colon = document.Id.IndexOf(':', StringComparison.Ordinal);
        string kind = colon < 0 ? "" : document.Id[..colon];
        if (!Kinds.Contains(kind))
        {
            return null;
        }

        try
        {
            KillDocument said = JsonSerializer.Deserialize(document.Json, SessionJson.Default.KillDocument) ?? new();
            string value = document.Id[(colon + 1)..];
            string mark = TenantMark + said.Tenant;
            value =
                said.Tenant is not null && value.EndsWith(mark, StringComparison.Ordinal)
                    ? value[..^mark.Length]
                    : value;
            return new(kind, value, said.Tenant, said.Until, said.Reason);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether it holds at an instant.</summary>
    public bool HoldsAt(DateTimeOffset now) => Until is not { } until || now < until;

    /// <summary>Whether it stops a call. An agent's stops those it has started, too.</summary>
    public bool Stops(LedgerAttribution by) =>
        (Tenant is null || Tenant == by.Tenant)
        && Kind switch
        {
            "session" => by.Session == Value,
            "agent" => by.Agent == Value || by.ParentAgent == Value || by.RootAgent == Value,
            "key" => by.Key == Value,
            "tenant" => by.Tenant == Value,
            _ => by.User == Value,
        };

    /// <summary>The answer to whoever is stopped.</summary>
    public Refusal ToRefusal()
    {
        string until = Until is { } at ? $" until {at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "";
        string why = Reason is null ? "" : $" ({Reason})";
        return new(
            403,
            "permission_error",
            "killed",
            $"The {Kind} \"{Value}\" was stopped{until} by an administrator{why}. Do not try again; ask whoever runs this gateway."
        )
        {
            ShouldRetry = false,
            Subject = "kill:" + Id,
            Details = [new("killed", Kind), new("value", Value)],
        };
    }
}
