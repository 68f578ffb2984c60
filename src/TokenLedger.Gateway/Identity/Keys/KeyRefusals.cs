using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>
/// What callers are told whose virtual key is not good. None of it is recorded in the ledger: whoever guesses keys must
/// not be able to write there.
/// </summary>
internal static class KeyRefusals
{
    /// <summary>There is no such key, or its secret is another; which of the two is not told.</summary>
    public static Refusal Unknown { get; } =
        Of("invalid_key", "The virtual key is not known here. Check it, or ask for a new one.");

    /// <summary>Its time is over.</summary>
    public static Refusal Expired { get; } = Of("key_expired", "The virtual key has expired. Ask for a new one.");

    /// <summary>It was taken back.</summary>
    public static Refusal Revoked { get; } = Of("key_revoked", "The virtual key was revoked. Ask for a new one.");

    /// <summary>Only virtual keys are taken.</summary>
    public static Refusal Required { get; } =
        Of(
            "key_required",
            "This gateway takes calls with its own keys only (identity.require_key). Use a virtual key in the place of the "
                + "provider's key."
        );

    private static Refusal Of(string code, string message) =>
        new(401, "authentication_error", code, message) { ShouldRetry = false };
}
