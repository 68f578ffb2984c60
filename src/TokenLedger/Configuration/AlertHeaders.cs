using TokenLedger.Configuration.Values;

namespace TokenLedger.Configuration;

/// <summary>Reads the headers of a webhook.</summary>
internal static class AlertHeaders
{
    /// <summary>Headers that say how the request itself is made.</summary>
    private static readonly string[] s_own =
    [
        "connection",
        "content-length",
        "content-type",
        "host",
        "transfer-encoding",
        "webhook-id",
        "webhook-signature",
        "webhook-timestamp",
    ];

    public static IReadOnlyList<KeyValuePair<string, string>> Of(
        IEnumerable<(string Name, Setting Setting)> headers,
        Remarks remarks
    )
    {
        List<KeyValuePair<string, string>> read = [];
        foreach ((string name, Setting setting) in headers)
        {
            bool isName = name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
            if (!isName || s_own.Contains(name.ToLowerInvariant()))
            {
                remarks.Problem(
                    setting.Origin,
                    $"{setting.Path}: this header cannot be set; {(isName ? "it belongs to the request itself" : "its name may have letters, digits, - and _")}"
                );
            }

            read.Add(new(name, setting.Text));
        }

        return read;
    }
}
