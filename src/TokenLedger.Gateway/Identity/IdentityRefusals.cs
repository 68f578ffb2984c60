using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Identity;

/// <summary>What callers are told whom the gateway knows, or should know, and who may not do what they ask.</summary>
internal static class IdentityRefusals
{
    private const string Permission = "permission_error";

    /// <summary>A claim says otherwise than the identity.</summary>
    public static Refusal Contradiction(string part, string claimed, string proven) =>
        new(
            403,
            Permission,
            $"{(part.StartsWith("tag:", StringComparison.Ordinal) ? "tag" : part)}_mismatch",
            $"The call says {part} \"{claimed}\", and its key belongs to \"{proven}\". Leave the claim out, or use a key "
                + "of the other's."
        )
        {
            ShouldRetry = false,
            Subject = part == "tenant" ? $"tenant:{proven}" : $"identity:{part}",
        };

    /// <summary>A caller claims a tenant that only its own keys can prove.</summary>
    public static Refusal TenantNotProven(string claimed) =>
        new(
            403,
            Permission,
            "tenant_mismatch",
            $"Calls of tenant \"{claimed}\" need a key of that tenant; this one's belongs to none. Leave the claim out, or "
                + "use a key of the tenant's."
        )
        {
            ShouldRetry = false,
            Subject = $"tenant:{claimed}",
        };

    /// <summary>The tenant is switched off.</summary>
    public static Refusal TenantDisabled(string tenant) =>
        new(403, Permission, "tenant_disabled", $"Tenant \"{tenant}\" is switched off. Ask its administrator.")
        {
            ShouldRetry = false,
            Subject = $"tenant:{tenant}",
        };

    /// <summary>A key or tenant may not use this.</summary>
    /// <param name="subject">Whose rule it is ("key:vk_…", "tenant:acme").</param>
    /// <param name="what">What is not allowed ("model gpt-5").</param>
    public static Refusal NotAllowed(string subject, string what) =>
        new(403, Permission, "not_allowed", $"{Subject(subject)} may not use {what}. Ask who administers it.")
        {
            ShouldRetry = false,
            Subject = subject,
        };

    /// <summary>The caller is on the block list.</summary>
    public static Refusal Blocked(string id, bool isKey) =>
        new(403, Permission, "blocked", isKey ? "API key is blocked" : "The caller is blocked.")
        {
            ShouldRetry = false,
            Subject = $"block:{id}",
        };

    /// <summary>The gateway has no key of its own for this upstream.</summary>
    public static Refusal NoProviderCredential(string upstream) =>
        new(
            403,
            Permission,
            "no_provider_credential",
            $"The gateway has no key for \"{upstream}\", so virtual keys cannot use it. Set credential_env or "
                + "credential_file of that provider in the configuration."
        )
        {
            ShouldRetry = false,
        };

    private static string Subject(string subject) =>
        subject.StartsWith("tenant:", StringComparison.Ordinal)
            ? $"Tenant \"{subject["tenant:".Length..]}\""
            : "This key";
}
