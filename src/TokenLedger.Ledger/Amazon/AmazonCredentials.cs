namespace TokenLedger.Ledger.Amazon;

/// <summary>A key of AWS. No record, so that nothing prints it by accident.</summary>
/// <param name="accessKeyId">The key's public name.</param>
/// <param name="secret">The key itself.</param>
/// <param name="sessionToken">Goes with a temporary key; null for a lasting one.</param>
public sealed class AmazonCredentials(string accessKeyId, string secret, string? sessionToken = null)
{
    /// <summary>The key's public name.</summary>
    public string AccessKeyId { get; } = accessKeyId;

    /// <summary>The key itself.</summary>
    public string Secret { get; } = secret;

    /// <summary>Goes with a temporary key; null for a lasting one.</summary>
    public string? SessionToken { get; } = sessionToken;

    /// <summary>Says whose key it is, never what it is.</summary>
    public override string ToString() => $"AWS key {AccessKeyId}";
}
