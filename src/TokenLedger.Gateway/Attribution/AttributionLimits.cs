namespace TokenLedger.Gateway.Attribution;

/// <summary>Bounds on what a caller may say of itself, so that no caller can swell entries or reports.</summary>
public static class AttributionLimits
{
    /// <summary>Longest value of one attribution header, in UTF-16 code units.</summary>
    public const int LongestValue = 256;

    /// <summary>Longest name of a tag, in characters.</summary>
    public const int LongestTagName = 64;

    /// <summary>Most tags on one call.</summary>
    public const int MostTags = 16;

    /// <summary>Longest idempotency key, in characters.</summary>
    public const int LongestIdempotencyKey = 255;
}
