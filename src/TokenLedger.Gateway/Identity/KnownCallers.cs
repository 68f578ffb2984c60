using System.Text.Json;
using TokenLedger.Gateway.Administration.Identity;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Gateway.Identity.Tenants;
using TokenLedger.Ledger.Control;

namespace TokenLedger.Gateway.Identity;

/// <summary>The keys and tenants that are known, as the API and the pages show them.</summary>
public sealed class KnownCallers
{
    private readonly ControlBook? _book;
    private readonly VirtualKeys _keys;
    private readonly TenantBook _tenants;
    private readonly TimeProvider _time;

    internal KnownCallers(ControlBook? book, VirtualKeys keys, TenantBook tenants, TimeProvider time) =>
        (_book, _keys, _tenants, _time) = (book, keys, tenants, time);

    /// <summary>The virtual keys, by id.</summary>
    public IReadOnlyList<KeyView> Keys()
    {
        DateTimeOffset now = _time.GetUtcNow();
        return
        [
            .. Stored(ControlKinds.Key)
                .Select(stored =>
                    KeyView.Of(
                        stored.Id,
                        JsonSerializer.Deserialize(stored.Json, IdentityJson.Default.KeyDocument)!,
                        _keys.Find(stored.Id)?.LastUsed,
                        now
                    )
                ),
        ];
    }

    /// <summary>The tenants set at run time and those that key mappings name, by id.</summary>
    public IReadOnlyList<TenantView> Tenants()
    {
        Dictionary<string, TenantView> views = _tenants.Mapped.ToDictionary(
            static id => id,
            static id => TenantView.Of(id, new TenantDocument())
        );
        foreach (ControlDocument stored in Stored(ControlKinds.Tenant))
        {
            TenantDocument document = JsonSerializer.Deserialize(stored.Json, IdentityJson.Default.TenantDocument)!;
            views[stored.Id] = TenantView.Of(stored.Id, document);
        }

        return [.. views.Values.OrderBy(static view => view.Id, StringComparer.Ordinal)];
    }

    private IReadOnlyList<ControlDocument> Stored(string kind) => _book?.Of(kind) ?? [];
}
