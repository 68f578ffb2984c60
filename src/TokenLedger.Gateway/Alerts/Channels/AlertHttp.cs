using System.Net;

namespace TokenLedger.Gateway.Alerts.Channels;

/// <summary>
/// Posts to one receiver, on connections of its own. It follows no redirect (a receiver could point it anywhere), keeps no cookie, uses no proxy, and
/// reads nothing of an answer but its status and Retry-After.
/// </summary>
internal sealed class AlertHttp : IDisposable
{
    private const int MostHeaderKilobytes = 16;

    private readonly HttpClient _client;

    /// <summary>Opens a pool; nothing is connected yet.</summary>
    public AlertHttp(OutboundAddress addresses) =>
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                ActivityHeadersPropagator = null,
                MaxResponseHeadersLength = MostHeaderKilobytes,
                MaxResponseDrainSize = 0,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                ConnectCallback = async (context, cancellation) =>
                    await addresses.ConnectAsync(context.DnsEndPoint, cancellation).ConfigureAwait(false),
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan, // each try has its own
        };

    /// <summary>Posts a request once.</summary>
    public async Task<SendResult> PostAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage answer = await _client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)
                .ConfigureAwait(false);
            return Judge(answer);
        }
        catch (HttpRequestException failure)
        {
            return new(Words(failure));
        }
    }

    private static SendResult Judge(HttpResponseMessage answer)
    {
        int status = (int)answer.StatusCode;
        return status switch
        {
            >= 200 and < 300 => SendResult.Accepted,
            >= 300 and < 400 => new(
                $"it answered {status}, a redirect, which is not followed; configure the final URL"
            ),
            _ => new($"it answered {status}", answer.Headers.RetryAfter?.Delta),
        };
    }

    /// <summary>What went wrong. The exception's own words may hold the address, which may be a secret.</summary>
    private static string Words(HttpRequestException failure) =>
        failure.InnerException is ForbiddenAddressException forbidden
            ? forbidden.Message
            : failure.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => "its name is not known",
                HttpRequestError.ConnectionError => "no connection could be made",
                HttpRequestError.SecureConnectionError => "no secure connection could be made",
                HttpRequestError.ResponseEnded => "it closed the connection before it answered",
                HttpRequestError.ConfigurationLimitExceeded => "its answer is too large",
                _ => "the connection broke or its answer is not HTTP",
            };

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
