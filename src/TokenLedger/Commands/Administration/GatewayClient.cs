using System.Net;

namespace TokenLedger.Commands.Administration;

/// <summary>Asks a gateway's management API, running or in this process, and words what goes wrong on the way.</summary>
internal sealed class GatewayClient : IDisposable
{
    /// <summary>Longest wait for one answer; a gateway under load commits a list in milliseconds.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client;

    /// <summary>Asks through a handler, which it owns.</summary>
    public GatewayClient(HttpMessageHandler handler, Uri address, string? adminToken)
    {
        _client = new(handler) { BaseAddress = address, Timeout = _patience };
        _client.DefaultRequestHeaders.Authorization = adminToken is null ? null : new("Bearer", adminToken);
    }

    /// <summary>Where it asks.</summary>
    public Uri Address => _client.BaseAddress!;

    /// <summary>Connects to a running gateway, and makes sure that it is the one that writes the ledger meant.</summary>
    /// <exception cref="CommandFailedException">It cannot be reached, or is another one.</exception>
    public static async Task<GatewayClient> ConnectAsync(
        Uri address,
        string? adminToken,
        string origin,
        CancellationToken cancellation
    )
    {
        GatewayClient client = new(new SocketsHttpHandler { UseProxy = false }, address, adminToken);
        try
        {
            await client.CheckAsync(origin, cancellation);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request.</summary>
    /// <returns>The answer, whatever its status but 401; owned by the caller.</returns>
    /// <exception cref="CommandFailedException">There is none, or the token is wrong.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await _client.SendAsync(request, cancellation);
        }
        catch (HttpRequestException failure)
        {
            throw Failed(failure.Message);
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failed($"no answer within {_patience.TotalSeconds:0} seconds");
        }

        if (answer.StatusCode != HttpStatusCode.Unauthorized)
        {
            return answer;
        }

        answer.Dispose();
        throw new CommandFailedException(
            "The running gateway asks for an admin token. Give this command a file with yours (--token-file FILE), the "
                + "gateway's configuration when it has admin.token (-c FILE), or set TOKENLEDGER_ADMIN__TOKEN."
        );
    }

    /// <summary>A failure that says where it happened.</summary>
    public CommandFailedException Failed(string what) =>
        new(
            $"The gateway at {Address} could not be asked: {what.TrimEnd('.')}. "
                + "Running this again is safe: nothing is booked twice."
        );

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task CheckAsync(string origin, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri("api/v1/checkpoint", UriKind.Relative));
        using HttpResponseMessage answer = await SendAsync(request, cancellation);
        string note = await answer.Content.ReadAsStringAsync(cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            throw Failed($"it answers {(int)answer.StatusCode}: {note}");
        }

        if (note.Split('\n')[0] != origin)
        {
            throw new CommandFailedException(
                $"What answers at {Address} is not the gateway of this ledger ({origin}). Is the gateway just "
                    + "starting or stopping? Run this again in a moment."
            );
        }
    }
}
