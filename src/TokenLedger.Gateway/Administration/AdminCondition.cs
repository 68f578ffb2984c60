using Microsoft.Extensions.Primitives;

namespace TokenLedger.Gateway.Administration;

/// <summary>Reads If-Match and If-None-Match.</summary>
internal static class AdminCondition
{
    /// <summary>The one tag a header names, without its quotes; "*" for any; empty when the header is not there.</summary>
    public static string Tag(StringValues header)
    {
        string text = header.ToString().Trim();
        text = text.StartsWith("W/", StringComparison.Ordinal) ? text[2..] : text;
        return text.Trim('"');
    }
}
