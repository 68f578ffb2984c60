using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Identity.Principals;

/// <summary>What users of the management API are told who may not use it.</summary>
internal static class PrincipalRefusals
{
    private const string Authentication = "authentication_error";
    private const string Permission = "permission_error";

    /// <summary>No token, or a wrong one.</summary>
    public static Refusal NeedsToken { get; } =
        new(
            401,
            Authentication,
            "admin_token_required",
            "This route needs a token of the management API. Send it as \"Authorization: Bearer TOKEN\"."
        )
        {
            Headers = [new("WWW-Authenticate", "Bearer")],
        };

    /// <summary>Without any token only this machine is let in.</summary>
    public static Refusal LocalOnly { get; } =
        new(
            403,
            Permission,
            "local_callers_only",
            "Without an admin token (admin.token) this route answers only callers on the same machine."
        );

    /// <summary>A virtual key is for calls.</summary>
    public static Refusal VirtualKey { get; } =
        new(
            403,
            Permission,
            "virtual_key",
            "A virtual key opens no route of the management API but POST /api/v1/outcomes. Leave it out, or use a token."
        );

    /// <summary>A page of another origin must not change anything through a browser on this machine.</summary>
    public static Refusal ForeignOrigin { get; } =
        new(403, Permission, "foreign_origin", "Pages of other origins may not change anything here.");

    /// <summary>The issuer's keys cannot be had.</summary>
    public static Refusal IssuerUnavailable { get; } =
        new(
            503,
            "api_error",
            "issuer_unavailable",
            "The token cannot be verified, because its issuer (oidc.issuer) cannot be reached. Try again shortly.",
            RetryAfterSeconds: 30
        );

    /// <summary>The token gives no role.</summary>
    public static Refusal NoRole { get; } =
        new(403, Permission, "no_role", "The token gives no role here (oidc.role_claim, oidc.roles). Ask for one.");

    /// <summary>The token names no tenant.</summary>
    public static Refusal NoTenant { get; } =
        new(
            403,
            Permission,
            "no_tenant",
            "The token names no tenant (oidc.tenant_claim), and its role is bound to one."
        );

    /// <summary>The route shows or changes more than one tenant.</summary>
    public static Refusal NotWithinTenant { get; } =
        new(403, Permission, "tenant_bound", "This route is not for those who are bound to one tenant.");

    /// <summary>The token is not good.</summary>
    public static Refusal InvalidToken(string why) =>
        new(401, Authentication, "invalid_token", $"The token is not valid: {why}. Get a new one.")
        {
            Headers = [new("WWW-Authenticate", "Bearer error=\"invalid_token\"")],
        };

    /// <summary>The role is not enough.</summary>
    public static Refusal NeedsRole(string roles) =>
        new(403, Permission, "role_required", $"This route is for {roles}. Ask one of them.");
}
