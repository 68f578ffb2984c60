using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using TokenLedger.Dashboard.Adjusting;
using TokenLedger.Ledger.Adjusting;

namespace TokenLedger.Commands.Adjusting;

/// <summary>The road through a running gateway's management API.</summary>
internal sealed class ServerRoad : IAdjustmentRoad
{
    /// <summary>Longest wait for one answer; a gateway under load commits a list in milliseconds.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client;

    private ServerRoad(HttpClient client) => _client = client;

    public string Description => $"the gateway at {_client.BaseAddress}";

    /// <summary>Connects, and makes sure that this gateway writes the ledger meant.</summary>
    public static async Task<IAdjustmentRoad> OpenAsync(
        Uri address,
        string? adminToken,
        string origin,
        CancellationToken cancellation
    )
    {
        HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
        try
        {
            client.Timeout = _patience;
            client.DefaultRequestHeaders.Authorization = adminToken is null ? null : new("Bearer", adminToken);
            ServerRoad road = new(client);
            await road.CheckAsync(origin, cancellation);
            return road;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public async Task<IReadOnlyList<AdjustmentDocument>> BookAsync(
        IReadOnlyList<AdjustmentDraft> drafts,
        CancellationToken cancellation
    )
    {
        List<AdjustmentDocument> documents = [];
        foreach (AdjustmentDraft[] some in drafts.Chunk(AdjustmentBook.MostAtOnce))
        {
            AdjustmentListRequest list = new() { Adjustments = [.. some.Select(AdjustmentForm.Of)] };
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(list, AdjustmentJson.Default.AdjustmentListRequest);
            documents.AddRange(await PostAsync(json, cancellation));
        }

        return documents;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task CheckAsync(string origin, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await SendAsync(
            () => _client.GetAsync(new Uri("api/v1/checkpoint", UriKind.Relative), cancellation),
            cancellation
        );
        string note = await answer.Content.ReadAsStringAsync(cancellation);
        if (note.Split('\n')[0] != origin)
        {
            throw new CommandFailedException(
                $"What answers at {_client.BaseAddress} is not the gateway of this ledger ({origin}). Is the gateway just "
                    + "starting or stopping? Run this again in a moment."
            );
        }
    }

    private async Task<IReadOnlyList<AdjustmentDocument>> PostAsync(byte[] json, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await SendAsync(
            () =>
            {
                ByteArrayContent content = new(json);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                return _client.PostAsync(new Uri("api/v1/adjustments/list", UriKind.Relative), content, cancellation);
            },
            cancellation
        );
        AdjustmentListDocument? document = await answer.Content.ReadFromJsonAsync(
            AdjustmentJson.Default.AdjustmentListDocument,
            cancellation
        );
        return document?.Results ?? throw Failed("its answer is empty");
    }

    private async Task<HttpResponseMessage> SendAsync(
        Func<Task<HttpResponseMessage>> send,
        CancellationToken cancellation
    )
    {
        HttpResponseMessage answer;
        try
        {
            answer = await send();
        }
        catch (HttpRequestException failure)
        {
            throw Failed(failure.Message);
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failed($"no answer within {_patience.TotalSeconds:0} seconds");
        }

        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw answer.StatusCode == HttpStatusCode.Unauthorized
                ? new CommandFailedException(
                    "The running gateway asks for its admin token. Give this command the gateway's configuration "
                        + "(-c FILE), or set TOKENLEDGER_ADMIN__TOKEN."
                )
                : Failed(
                    $"it answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}"
                );
        }
    }

    private CommandFailedException Failed(string what) =>
        new(
            $"The gateway at {_client.BaseAddress} could not be asked: {what.TrimEnd('.')}. "
                + "Running this again is safe: nothing is booked twice."
        );
}
