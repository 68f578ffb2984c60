using TokenLedger.Ledger.Amazon;

namespace TokenLedger.Gateway.Upstreams.Signing;

/// <summary>Signs requests to AWS with the gateway's own credentials, in place of what the caller sent.</summary>
/// <param name="signature">Region and service.</param>
/// <param name="credentials">The credentials to sign with.</param>
public sealed class RequestSigner(SignatureV4 signature, CredentialsFile credentials)
{
    private const string Date = "X-Amz-Date";
    private const string Token = "X-Amz-Security-Token";

    /// <summary>Removes the caller's credentials and signs.</summary>
    /// <param name="request">The request, complete but for its signature.</param>
    /// <param name="payloadHash">SHA-256 of the body, in small hexadecimal digits.</param>
    /// <param name="at">The instant of the signature; AWS takes it for five minutes.</param>
    public void Sign(HttpRequestMessage request, string payloadHash, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (string name in (ReadOnlySpan<string>)["Authorization", Date, Token, "X-Amz-Content-Sha256"])
        {
            request.Headers.Remove(name);
        }

        AmazonCredentials current = credentials.Current;
        request.Headers.TryAddWithoutValidation(Date, SignatureV4.Format(at));
        if (current.SessionToken is { Length: > 0 } token)
        {
            request.Headers.TryAddWithoutValidation(Token, token);
        }

        Uri address = request.RequestUri!;
        string authorization = signature.Authorization(
            current,
            at,
            request.Method.Method,
            address.AbsolutePath,
            address.Query,
            HeadersOf(request, address),
            payloadHash
        );
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
    }

    /// <summary>What must be signed: the host, the body's type, and every header of AWS's own.</summary>
    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(HttpRequestMessage request, Uri address)
    {
        yield return new("host", address.Authority);
        if (request.Content?.Headers.NonValidated.TryGetValues("Content-Type", out var types) == true)
        {
            yield return new("content-type", types.ToString());
        }

        foreach (var header in request.Headers.NonValidated)
        {
            if (header.Key.StartsWith("x-amz", StringComparison.OrdinalIgnoreCase))
            {
                yield return new(header.Key, string.Join(',', header.Value));
            }
        }
    }
}
