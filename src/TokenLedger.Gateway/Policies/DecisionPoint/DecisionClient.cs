using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using TokenLedger.Accounting.Policies;

namespace TokenLedger.Gateway.Policies.DecisionPoint;

/// <summary>Asks the decision point. Whatever happens there, an answer comes within the question's time.</summary>
internal sealed class DecisionClient : IDisposable
{
    /// <summary>Largest answer read, in bytes.</summary>
    public const int LargestAnswer = 64 * 1024;

    /// <summary>Most connections to the decision point at once; questions beyond wait within their time.</summary>
    private const int MostConnections = 64;

    private readonly DecisionPointOptions _options;
    private readonly TimeProvider _time;
    private readonly RememberedAnswers _remembered;
    private readonly HttpMessageInvoker _client = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = MostConnections,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        }
    );

    public DecisionClient(DecisionPointOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _remembered = new(options.Remember, time);
    }

    /// <summary>Asks for a decision on an input.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="input">The input, which is sent as it is now.</param>
    /// <param name="cancellation">The caller has gone.</param>
    public async ValueTask<DecisionAnswer> AskAsync(
        DecisionQuestion question,
        IPolicyInput input,
        CancellationToken cancellation
    )
    {
        ArrayBufferWriter<byte> body = new(1024);
        WriteBody(input, question.Pure, body);
        if (!question.Pure)
        {
            return await AskAsync(question, body.WrittenMemory, cancellation).ConfigureAwait(false);
        }

        string key = question.Path + ' ' + Convert.ToHexString(SHA256.HashData(body.WrittenSpan));
        if (_remembered.Find(key) is { } known)
        {
            return known;
        }

        DecisionAnswer answer = await AskAsync(question, body.WrittenMemory, cancellation).ConfigureAwait(false);
        if (answer.Failure is null)
        {
            _remembered.Add(key, answer);
        }

        return answer;
    }

    private void WriteBody(IPolicyInput input, bool pure, ArrayBufferWriter<byte> body)
    {
        using Utf8JsonWriter json = new(body);
        json.WriteStartObject();
        json.WritePropertyName("input");
        // A pure answer does not depend on the time, and with the time no two inputs would be equal.
        InputDocument.Write(pure ? new Timeless(input) : input, _options.Budgets, json);
        json.WriteEndObject();
    }

    private async ValueTask<DecisionAnswer> AskAsync(
        DecisionQuestion question,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellation
    )
    {
        using CancellationTokenSource late = new(question.Timeout, _time);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            using HttpRequestMessage request = Request(question, body);
            using HttpResponseMessage response = await _client.SendAsync(request, stop.Token).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK
                ? await ReadAsync(question, response, stop.Token).ConfigureAwait(false)
                : Failed(question, $"status {(int)response.StatusCode}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Failed(question, $"no answer within {question.Timeout.TotalMilliseconds:0} ms");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return Failed(question, "the connection failed");
        }
    }

    private HttpRequestMessage Request(DecisionQuestion question, ReadOnlyMemory<byte> body)
    {
        HttpRequestMessage request = new(
            HttpMethod.Post,
            new Uri($"{_options.Address.AbsoluteUri.TrimEnd('/')}/v1/data/{question.Path}")
        );
        request.Content = new ReadOnlyMemoryContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (_options.Token is { } token)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        return request;
    }

    private static async ValueTask<DecisionAnswer> ReadAsync(
        DecisionQuestion question,
        HttpResponseMessage response,
        CancellationToken cancellation
    )
    {
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(LargestAnswer + 1);
        try
        {
            int length = await stream
                .ReadAtLeastAsync(bytes.AsMemory(0, LargestAnswer + 1), LargestAnswer + 1, false, cancellation)
                .ConfigureAwait(false);
            if (length > LargestAnswer)
            {
                return Failed(question, $"its answer is larger than {LargestAnswer} bytes");
            }

            (DecisionAnswer? answer, bool isUndefined) = DecisionReading.Read(bytes.AsMemory(0, length));
            return isUndefined
                ? answer! with
                {
                    Allowed = question.AllowUndefined,
                    Failure = "undefined",
                }
                : answer ?? Failed(question, "its answer cannot be read");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static DecisionAnswer Failed(DecisionQuestion question, string failure) =>
        new() { Allowed = question.AllowOnError, Failure = failure };

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private sealed class Timeless(IPolicyInput input) : IPolicyInput
    {
        public PolicyValue Read(InputField field, string? name) =>
            field == InputField.Time ? PolicyValue.Absent : input.Read(field, name);

        public IReadOnlyList<string> Names(InputField field) => input.Names(field);
    }
}
