using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using TokenLedger.Commands.Administration;
using TokenLedger.Dashboard.Adjusting;
using TokenLedger.Ledger.Adjusting;

namespace TokenLedger.Commands.Adjusting;

/// <summary>The road through a running gateway's management API.</summary>
internal sealed class ServerRoad : IAdjustmentRoad
{
    private readonly GatewayClient _client;

    private ServerRoad(GatewayClient client) => _client = client;

    public string Description => $"the gateway at {_client.Address}";

    /// <summary>Connects, and makes sure that this gateway writes the ledger meant.</summary>
    public static async Task<IAdjustmentRoad> OpenAsync(
        Uri address,
        string? adminToken,
        string origin,
        CancellationToken cancellation
    ) => new ServerRoad(await GatewayClient.ConnectAsync(address, adminToken, origin, cancellation));

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

    private async Task<IReadOnlyList<AdjustmentDocument>> PostAsync(byte[] json, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri("api/v1/adjustments/list", UriKind.Relative));
        request.Content = new ByteArrayContent(json);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage answer = await _client.SendAsync(request, cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            string said = await answer.Content.ReadAsStringAsync(cancellation);
            throw _client.Failed($"it answers {(int)answer.StatusCode}: {said}");
        }

        AdjustmentListDocument? document = await answer.Content.ReadFromJsonAsync(
            AdjustmentJson.Default.AdjustmentListDocument,
            cancellation
        );
        return document?.Results ?? throw _client.Failed("its answer is empty");
    }
}
