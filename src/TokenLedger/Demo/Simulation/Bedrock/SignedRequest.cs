using System.Security.Cryptography;
using System.Text;

namespace TokenLedger.Demo.Simulation.Bedrock;

/// <summary>
/// Checks a request's Signature Version 4: the signature is made anew over what arrived, so a host, path, query, header
/// or body that was changed on the way is found out.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html</remarks>
internal sealed class SignedRequest
{
    private const string Scheme = "AWS4-HMAC-SHA256";

    private readonly ReceivedCall received;
    private readonly Dictionary<string, string> parts;

    private SignedRequest(ReceivedCall received, Dictionary<string, string> parts)
    {
        this.received = received;
        this.parts = parts;
    }

    /// <summary>Reads the header; null when the request is not signed this way.</summary>
    public static SignedRequest? Of(ReceivedCall received)
    {
        if (received.Header("Authorization")?.Below(Scheme + " ") is not { } fields)
        {
            return null;
        }

        Dictionary<string, string> parts = fields
            .Split(',', StringSplitOptions.TrimEntries)
            .Select(field => field.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1]);
        return parts.ContainsKey("Credential") && parts.ContainsKey("SignedHeaders") && parts.ContainsKey("Signature")
            ? new SignedRequest(received, parts)
            : null;
    }

    /// <summary>The access key's id.</summary>
    public string KeyId => parts["Credential"].Split('/')[0];

    /// <summary>Whether the signature was made with this secret over just this request.</summary>
    public bool IsMadeWith(string secret)
    {
        string scope = parts["Credential"][(KeyId.Length + 1)..];
        string text = string.Join('\n', Scheme, received.Header("x-amz-date"), scope, Hash(Bytes(Canonical())));
        byte[] key = Bytes("AWS4" + secret);
        foreach (string part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Bytes(part));
        }

        string signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Bytes(text)));
        return signature == parts["Signature"];
    }

    private string Canonical()
    {
        string[] target = received.Target.Split('?', 2);
        string[] names = parts["SignedHeaders"].Split(';');
        string headers = string.Concat(names.Select(name => $"{name}:{received.Header(name)?.Trim()}\n"));
        return string.Join(
            '\n',
            received.Method,
            // Every segment is escaped once more: services other than S3 sign the path so.
            string.Join('/', target[0].Split('/').Select(Uri.EscapeDataString)),
            target.Length > 1 ? Query(target[1]) : "",
            headers,
            parts["SignedHeaders"],
            Hash(received.Body)
        );
    }

    private static string Query(string query) =>
        string.Join(
            '&',
            query.Split('&').Select(pair => pair.Contains('=') ? pair : pair + "=").Order(StringComparer.Ordinal)
        );

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
