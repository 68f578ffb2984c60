using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TokenLedger.Configuration;
using TokenLedger.Gateway.Hosting;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Serve;

namespace TokenLedger.Commands.Administration;

/// <summary>
/// How a command administers: it asks the routes of the API, those of the running gateway or, where none runs, the same
/// routes within this process, on the ledger opened for as long as the command runs. So a command is written once, and
/// means the same either way. Paths are relative: "api/v1/budgets".
/// </summary>
internal sealed class AdminRoad : IAsyncDisposable
{
    private readonly GatewayClient _client;
    private readonly GatewayHost? _host;
    private readonly EmbeddedLedger? _ledger;

    private AdminRoad(GatewayClient client, string description, GatewayHost? host = null, EmbeddedLedger? ledger = null)
    {
        _client = client;
        _host = host;
        _ledger = ledger;
        Description = description;
    }

    /// <summary>Who answers, for messages: a running gateway, or the ledger's folder.</summary>
    public string Description { get; }

    /// <summary>Whether a gateway runs, so that a change is in force at once.</summary>
    public bool IsRunning => _host is null;

    /// <summary>Opens the road to a data folder.</summary>
    /// <param name="configuration">The data folder, the admin token, and what an offline gateway would be told.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops the opening.</param>
    /// <exception cref="CommandFailedException">There is no ledger, or it cannot be reached; the message says what to do.</exception>
    public static async Task<AdminRoad> OpenAsync(
        ServeConfiguration configuration,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        DataFolder data = configuration.Data;
        ReadOnlyOpenResult opened = LedgerReader.Open(data.Ledger);
        using LedgerReader reader = opened.Reader ?? throw new CommandFailedException(opened.Problem!);
        if (!reader.HasWriter)
        {
            return await OfflineAsync(configuration, time, cancellation);
        }

        Uri address = GatewayAddress.Require(data);
        string? token = configuration.Gateway.AdminToken;
        GatewayClient client = await GatewayClient.ConnectAsync(address, token, reader.Origin, cancellation);
        return new(client, $"the gateway at {address}");
    }

    /// <summary>GET; null when there is no such thing (404).</summary>
    public Task<AdminReply?> FindAsync(string path, CancellationToken cancellation) =>
        AskAsync(new(HttpMethod.Get, path) { MayBeMissing = true }, cancellation);

    /// <summary>GET.</summary>
    /// <exception cref="CommandFailedException">The answer is an error; the message is what it says.</exception>
    public async Task<AdminReply> GetAsync(string path, CancellationToken cancellation) =>
        (await AskAsync(new(HttpMethod.Get, path), cancellation))!;

    /// <summary>PUT: sets a document.</summary>
    /// <param name="path">Which.</param>
    /// <param name="json">What it shall say.</param>
    /// <param name="ifMatch">The ETag it must still have; "*" for any; null changes or creates.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="CommandFailedException">It was not done; the message says why.</exception>
    public async Task<AdminReply> PutAsync(
        string path,
        ReadOnlyMemory<byte> json,
        string? ifMatch,
        CancellationToken cancellation
    ) => (await AskAsync(new(HttpMethod.Put, path) { Json = json, IfMatch = ifMatch }, cancellation))!;

    /// <summary>POST: adds something. The same key does it once, however often it is sent.</summary>
    /// <exception cref="CommandFailedException">It was not done; the message says why.</exception>
    public async Task<AdminReply> PostAsync(
        string path,
        ReadOnlyMemory<byte> json,
        string? idempotencyKey,
        CancellationToken cancellation
    ) => (await AskAsync(new(HttpMethod.Post, path) { Json = json, IdempotencyKey = idempotencyKey }, cancellation))!;

    /// <summary>POST of a typed document.</summary>
    public Task<AdminReply> PostAsync<T>(
        string path,
        T document,
        JsonTypeInfo<T> type,
        string? idempotencyKey,
        CancellationToken cancellation
    ) => PostAsync(path, JsonSerializer.SerializeToUtf8Bytes(document, type), idempotencyKey, cancellation);

    /// <summary>DELETE; null when there was nothing to delete (404).</summary>
    /// <exception cref="CommandFailedException">It was not done; the message says why.</exception>
    public Task<AdminReply?> DeleteAsync(string path, string? ifMatch, CancellationToken cancellation) =>
        AskAsync(new(HttpMethod.Delete, path) { IfMatch = ifMatch, MayBeMissing = true }, cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (_ledger is not null)
        {
            await _ledger.DisposeAsync();
        }
    }

    private static async Task<AdminRoad> OfflineAsync(
        ServeConfiguration configuration,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        EmbeddedLedgerOptions options = new() { Folder = configuration.Data.Ledger };
        OpenResult opened = await EmbeddedLedger.OpenAsync(options, time, cancellation);
        EmbeddedLedger ledger = opened.IsOpen ? opened.Ledger : throw new CommandFailedException(opened.Problem);
        try
        {
            // A killed gateway left it behind; nobody shall be sent there while this command writes.
            GatewayAddress.Delete(configuration.Data);
            GatewayHost host = await Composition.OfflineAsync(configuration, ledger, time, cancellation);
            GatewayClient client = new(host.InProcess(), new("http://localhost/"), adminToken: null);
            return new(client, configuration.Data.Ledger, host, ledger);
        }
        catch
        {
            await ledger.DisposeAsync();
            throw;
        }
    }

    private async Task<AdminReply?> AskAsync(AdminQuestion question, CancellationToken cancellation)
    {
        using HttpRequestMessage request = question.Request();
        using HttpResponseMessage answer = await _client.SendAsync(request, cancellation);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(cancellation);
        if (answer.IsSuccessStatusCode)
        {
            return new((int)answer.StatusCode, answer.Headers.ETag?.ToString(), body);
        }

        if (answer.StatusCode == HttpStatusCode.NotFound && question.MayBeMissing)
        {
            return null;
        }

        throw new CommandFailedException(
            AdminReply.ErrorIn(body) ?? $"{Description} answers {(int)answer.StatusCode}.",
            answer.StatusCode == HttpStatusCode.BadRequest ? ExitCode.Misused : ExitCode.Failed
        );
    }

    /// <summary>One request.</summary>
    private sealed record AdminQuestion(HttpMethod Method, string Path)
    {
        public ReadOnlyMemory<byte>? Json { get; init; }

        public string? IfMatch { get; init; }

        public string? IdempotencyKey { get; init; }

        public bool MayBeMissing { get; init; }

        public HttpRequestMessage Request()
        {
            HttpRequestMessage request = new(Method, new Uri(Path, UriKind.Relative));
            if (Json is { } json)
            {
                request.Content = new ReadOnlyMemoryContent(json);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }

            if (IfMatch is not null)
            {
                request.Headers.TryAddWithoutValidation("If-Match", IfMatch);
            }

            if (IdempotencyKey is not null)
            {
                request.Headers.TryAddWithoutValidation("Idempotency-Key", IdempotencyKey);
            }

            return request;
        }
    }
}
