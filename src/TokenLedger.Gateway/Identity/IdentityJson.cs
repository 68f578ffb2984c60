using System.Text.Json;
using System.Text.Json.Serialization;
using TokenLedger.Gateway.Administration.Identity;
using TokenLedger.Gateway.Identity.Blocks;
using TokenLedger.Gateway.Identity.Keys;
using TokenLedger.Gateway.Identity.Principals;
using TokenLedger.Gateway.Identity.Tenants;

namespace TokenLedger.Gateway.Identity;

/// <summary>JSON of keys, tenants and blocks, in the ledger and in the API: snake_case, absent rather than null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(KeyDocument))]
[JsonSerializable(typeof(AccessTokenDocument))]
[JsonSerializable(typeof(AccessTokenRequest))]
[JsonSerializable(typeof(AccessTokenView))]
[JsonSerializable(typeof(AccessTokenList))]
[JsonSerializable(typeof(TenantDocument))]
[JsonSerializable(typeof(BlockDocument))]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(RotationRequest))]
[JsonSerializable(typeof(KeyView))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(TenantView))]
[JsonSerializable(typeof(TenantList))]
[JsonSerializable(typeof(BlockView))]
[JsonSerializable(typeof(BlockListView))]
public sealed partial class IdentityJson : JsonSerializerContext;
