using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TokenLedger.Gateway.Attribution;
using TokenLedger.Gateway.Dialects;
using TokenLedger.Gateway.Hosting;

namespace TokenLedger.Gateway.Identity.Principals;

/// <summary>Makes a principal of a verified token's claims.</summary>
internal sealed class ClaimReader(OidcOptions options)
{
    /// <summary>The principal, or why the token's holder may do nothing here.</summary>
    public (Principal? Principal, Refusal? Denied) Read(JsonWebToken token)
    {
        using JsonDocument document = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        JsonElement claims = document.RootElement;
        if (options.AuthorizedParties.Count > 0 && !IsAuthorizedParty(claims))
        {
            return (null, PrincipalRefusals.InvalidToken("it was issued for a client that is not accepted here"));
        }

        HashSet<string> values = [.. Texts(Find(claims, options.RoleClaim))];
        RoleMapping? mapping = options.Roles.FirstOrDefault(role => values.Contains(role.Value));
        if (mapping is null)
        {
            return (null, PrincipalRefusals.NoRole);
        }

        string? tenant = TenantOf(claims);
        bool needsTenant = options.TenantClaim is not null && mapping.Role is Role.Viewer or Role.TenantAdmin;
        if (needsTenant && tenant is null)
        {
            return (null, PrincipalRefusals.NoTenant);
        }

        string name = One(Find(claims, options.NameClaim)) ?? token.Subject ?? "unnamed";
        return (new Principal($"oidc:{name}", mapping.Role, mapping.Role == Role.Admin ? null : tenant), null);
    }

    private string? TenantOf(JsonElement claims) => options.TenantClaim is { } name ? One(Find(claims, name)) : null;

    private bool IsAuthorizedParty(JsonElement claims) =>
        (One(Find(claims, "azp")) ?? One(Find(claims, "client_id"))) is { } party
        && options.AuthorizedParties.Contains(party);

    /// <summary>A claim by its name; where there is none, dots lead into objects.</summary>
    private static JsonElement? Find(JsonElement claims, string name)
    {
        if (claims.TryGetProperty(name, out JsonElement whole))
        {
            return whole;
        }

        JsonElement at = claims;
        foreach (string part in name.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(part, out at))
            {
                return null;
            }
        }

        return at;
    }

    /// <summary>The texts of a claim: a list of them, or one with blanks between (RFC 6749, 3.3).</summary>
    private static string[] Texts(JsonElement? claim) =>
        claim is not { } value ? []
        : value.ValueKind == JsonValueKind.String ? value.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        : value.ValueKind == JsonValueKind.Array
            ?
            [
                .. value
                    .EnumerateArray()
                    .Where(static v => v.ValueKind == JsonValueKind.String)
                    .Select(static v => v.GetString()!),
            ]
        : [];

    /// <summary>The one text of a claim; null when there is none, or more than one.</summary>
    private static string? One(JsonElement? claim)
    {
        string? text =
            claim is not { } value ? null
            : value.ValueKind == JsonValueKind.String ? value.GetString()
            : value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1 ? One(value[0])
            : null;
        return AgentHeaders.Usable(text);
    }
}
