using System.Collections.Frozen;
using System.Text.Json;
using TokenLedger.Gateway.Calls;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Identity.Tenants;

/// <summary>
/// The tenants that are known: those set at run time, and those that key mappings of the configuration name. A known
/// tenant belongs to those who prove it; any other name is a label that callers may claim.
/// </summary>
internal sealed class TenantBook
{
    private readonly ControlBook? _book;
    private readonly IReadOnlyList<KeyMapping> _mappings;
    private FrozenDictionary<string, Tenant> _tenants;

    /// <summary>Reads what the book has, and follows it.</summary>
    public TenantBook(ControlBook? book, IReadOnlyList<KeyMapping> mappings)
    {
        _book = book;
        _mappings = mappings;
        _tenants = Read();
        book?.Changed += change =>
        {
            if (change.Kind == ControlKinds.Tenant)
            {
                Volatile.Write(ref _tenants, Read());
            }
        };
    }

    /// <summary>The ids of the tenants that key mappings name.</summary>
    public IEnumerable<string> Mapped => _mappings.Select(static mapping => mapping.Tenant).Distinct();

    /// <summary>Whether calls of a tenant need a key that proves it.</summary>
    public bool Knows(string tenant) => Volatile.Read(ref _tenants).ContainsKey(tenant);

    /// <summary>Judges a claim to be of a tenant, by someone who proves none.</summary>
    public Refusal? JudgeClaim(string? tenant) =>
        tenant is not null && Knows(tenant) ? IdentityRefusals.TenantNotProven(tenant) : null;

    /// <summary>Judges whether a tenant is switched on.</summary>
    public Refusal? JudgeEnabled(string? id) =>
        id is not null && Volatile.Read(ref _tenants).TryGetValue(id, out Tenant? tenant) && !tenant.IsEnabled
            ? IdentityRefusals.TenantDisabled(id)
            : null;

    /// <summary>Judges a call by what its tenant may do.</summary>
    public Refusal? Judge(InferenceCall call)
    {
        FrozenDictionary<string, Tenant> tenants = Volatile.Read(ref _tenants);
        if (tenants.Count == 0 || call.Attribution.Tenant is not { } id || !tenants.TryGetValue(id, out Tenant? tenant))
        {
            return null;
        }

        return !tenant.IsEnabled ? IdentityRefusals.TenantDisabled(id)
            : tenant.Allowed.Forbids(call) is { } what ? IdentityRefusals.NotAllowed($"tenant:{id}", what)
            : null;
    }

    /// <summary>Whether a call's tenant may also use another place than the call asked for.</summary>
    public bool Allows(InferenceCall call, UpstreamOptions upstream, string? model) =>
        call.Attribution.Tenant is not { } id
        || !Volatile.Read(ref _tenants).TryGetValue(id, out Tenant? tenant)
        || tenant.Allowed.Allows(upstream, model);

    private FrozenDictionary<string, Tenant> Read()
    {
        Dictionary<string, Tenant> tenants = new(StringComparer.Ordinal);
        foreach (KeyMapping mapping in _mappings)
        {
            tenants[mapping.Tenant] = Tenant.Unlimited;
        }

        foreach (ControlDocument document in _book?.Of(ControlKinds.Tenant) ?? [])
        {
            if (JsonSerializer.Deserialize(document.Json, IdentityJson.Default.TenantDocument) is { } tenant)
            {
                tenants[document.Id] = new(tenant.Enabled, new(tenant.Models, tenant.Providers, []));
            }
        }

        return tenants.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private sealed record Tenant(bool IsEnabled, AllowedCalls Allowed)
    {
        public static Tenant Unlimited { get; } = new(true, new([], [], []));
    }
}
