using Microsoft.AspNetCore.Http.Features;

namespace TokenLedger.Gateway.Hosting;

/// <summary>
/// Lets this process ask a gateway that does not listen: a request runs through the same routes as one from the network,
/// and whoever could open the ledger's files is an administrator (<see cref="Principal.Local"/>).
/// </summary>
internal sealed class InProcessHandler(IServiceProvider services, RequestDelegate routes) : HttpMessageHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellation
    )
    {
        AsyncServiceScope scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            DefaultHttpContext http = new() { RequestServices = scope.ServiceProvider, RequestAborted = cancellation };
            http.Features.Set(Principal.Local);
            await FillAsync(http, request, cancellation).ConfigureAwait(false);
            MemoryStream answer = new();
            http.Response.Body = answer;
            await routes(http).ConfigureAwait(false);
            await http.Response.CompleteAsync().ConfigureAwait(false);
            return Answer(http.Response, request, answer);
        }
    }

    private static async Task FillAsync(
        DefaultHttpContext http,
        HttpRequestMessage request,
        CancellationToken cancellation
    )
    {
        Uri address = request.RequestUri!;
        http.Request.Method = request.Method.Method;
        http.Request.Scheme = address.Scheme;
        http.Request.Host = HostString.FromUriComponent(address);
        http.Request.Path = PathString.FromUriComponent(address);
        http.Request.QueryString = QueryString.FromUriComponent(address);
        foreach (KeyValuePair<string, IEnumerable<string>> header in request.Headers)
        {
            http.Request.Headers[header.Key] = header.Value.ToArray();
        }

        if (request.Content is null)
        {
            return;
        }

        byte[] body = await request.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        http.Request.Body = new MemoryStream(body, writable: false);
        http.Request.ContentLength = body.Length;
        http.Request.ContentType = request.Content.Headers.ContentType?.ToString();
        http.Features.Set<IHttpRequestBodyDetectionFeature>(new HasBody());
    }

    private static HttpResponseMessage Answer(HttpResponse response, HttpRequestMessage request, MemoryStream body)
    {
        HttpResponseMessage answer = new((System.Net.HttpStatusCode)response.StatusCode)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(body.ToArray()),
        };
        foreach (KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues> header in response.Headers)
        {
            if (!answer.Headers.TryAddWithoutValidation(header.Key, header.Value.ToArray()))
            {
                answer.Content.Headers.TryAddWithoutValidation(header.Key, header.Value.ToArray());
            }
        }

        return answer;
    }

    private sealed class HasBody : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => true;
    }
}
