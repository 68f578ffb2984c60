using System.Text;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Dialects;

/// <summary>A call in some provider's dialect.</summary>
/// <param name="Provider">The provider, which is also its prefix at the gateway.</param>
/// <param name="BasePath">What stands in front of its routes at its own address.</param>
/// <param name="Path">The route.</param>
/// <param name="Body">The request.</param>
public sealed record DialectCall(string Provider, string BasePath, string Path, string Body)
{
    /// <summary>The same call as sent to the gateway.</summary>
    public HttpRequestMessage ToGateway(string told) =>
        Request(new Uri($"/{Provider}{Path}", UriKind.Relative), told, seededAs: told);

    /// <summary>The call as sent to the provider, answered as if it had been told something else when that is given.</summary>
    public HttpRequestMessage ToProvider(Uri address, string told, string? seededAs = null) =>
        Request(new Uri(address, BasePath + Path), told, seededAs ?? told);

    private HttpRequestMessage Request(Uri address, string told, string seededAs)
    {
        HttpRequestMessage request = new(HttpMethod.Post, address)
        {
            Content = new StringContent(Body, Encoding.UTF8, "application/json"),
        };
        (string name, string value) = Provider switch
        {
            "azure" => ("api-key", Ask.Key),
            "gemini" => ("x-goog-api-key", Ask.Key),
            _ => ("Authorization", "Bearer " + Ask.Key),
        };
        request.Headers.Add(name, value);
        // A repeated answer is booked once: what one test is told must not be the answer of another.
        request.Headers.Add("x-sim-seed", $"{Provider} {Path} {Body} {seededAs}");
        if (told.Length > 0)
        {
            request.Headers.Add("x-sim", told);
        }

        return request;
    }
}
