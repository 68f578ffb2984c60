using System.Text;
using System.Text.Json.Nodes;
using TokenLedger.Gateway.Otlp;
using TokenLedger.Gateway.Otlp.Sending;
using TokenLedger.Gateway.Otlp.Wire;

namespace TokenLedger.Gateway.Tests.Otlp;

/// <summary>What is sent over gRPC, and what the answers of receivers mean.</summary>
public sealed class OtlpSendingTests
{
    private static readonly CancellationToken s_never = CancellationToken.None;

    [Fact]
    public async Task Spans_go_over_grpc_and_are_taken()
    {
        await using GrpcReceiver receiver = await GrpcReceiver.StartAsync();
        using OtlpClient client = new(Options(receiver), TimeProvider.System);

        OtlpResult result = await client.SendAsync(OtlpSignal.Traces, Body(), s_never);

        Assert.Equal(default, result);
        (string path, JsonObject message) = Assert.Single(receiver.Taken);
        Assert.Equal("/opentelemetry.proto.collector.trace.v1.TraceService/Export", path);
        Assert.Equal("chat model-x", (string?)message["resourceSpans"]![0]!["scopeSpans"]![0]!["spans"]![0]!["name"]);
    }

    [Theory]
    [InlineData(14, true)] // unavailable
    [InlineData(4, true)] // deadline exceeded
    [InlineData(3, false)] // invalid argument
    [InlineData(8, false)] // resource exhausted, without saying when to come back
    [InlineData(16, false)] // unauthenticated
    public async Task A_grpc_status_says_whether_it_may_be_sent_again(int status, bool again)
    {
        await using GrpcReceiver receiver = await GrpcReceiver.StartAsync();
        (receiver.Status, receiver.Message) = (status, "not%20now");
        using OtlpClient client = new(Options(receiver), TimeProvider.System);

        OtlpResult result = await client.SendAsync(OtlpSignal.Metrics, ReadOnlyMemory<byte>.Empty, s_never);

        Assert.Equal((again, $"gRPC status {status}: not now"), (result.Again, result.Problem));
    }

    [Theory]
    [InlineData("12060A0408021001", null)] // no details but the status' own words
    [InlineData("1A2C0A28747970652E676F6F676C65617069732E636F6D2F676F6F676C652E7270632E5265747279496E666F1200", 0.0)]
    [InlineData(
        "08081A350A28747970652E676F6F676C65617069732E636F6D2F676F6F676C652E7270632E5265747279496E666F12080A06080710C0843D",
        null // breaks off
    )]
    [InlineData(
        "08081A340A28747970652E676F6F676C65617069732E636F6D2F676F6F676C652E7270632E5265747279496E666F12080A06080710C0843D",
        7.001
    )]
    [InlineData(
        "1A350A28747970652E676F6F676C65617069732E636F6D2F676F6F676C652E7270632E5265747279496E666F12090A0708FFFFFFFFFF1F",
        86400.0 // a day, the longest that is heeded
    )]
    public async Task An_exhausted_receiver_is_asked_again_after_the_time_that_it_says(string status, double? seconds)
    {
        await using GrpcReceiver receiver = await GrpcReceiver.StartAsync();
        receiver.Status = 8;
        receiver.Details = Convert.ToBase64String(Convert.FromHexString(status)).TrimEnd('=');
        using OtlpClient client = new(Options(receiver), TimeProvider.System);

        OtlpResult result = await client.SendAsync(OtlpSignal.Metrics, ReadOnlyMemory<byte>.Empty, s_never);

        Assert.Equal((seconds is not null, seconds), (result.Again, result.After?.TotalSeconds));
    }

    [Theory]
    [InlineData("30", 30.0)]
    [InlineData("Sun, 01 Nov 2026 12:01:30 GMT", 90.0)]
    [InlineData("Sun, 01 Nov 2026 11:00:00 GMT", 0.0)] // gone by
    [InlineData("99999999", 86400.0)] // a day, the longest that is heeded
    [InlineData("soon", null)]
    public void Retry_After_is_a_number_of_seconds_or_an_instant(string said, double? seconds)
    {
        using HttpResponseMessage answer = new(System.Net.HttpStatusCode.ServiceUnavailable);
        answer.Headers.TryAddWithoutValidation("Retry-After", said);

        OtlpResult result = HttpExchange.OfStatus(answer, new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));

        Assert.Equal((true, seconds), (result.Again, result.After?.TotalSeconds));
    }

    [Fact]
    public async Task Spans_that_a_grpc_receiver_rejects_are_counted_and_not_a_problem()
    {
        await using GrpcReceiver receiver = await GrpcReceiver.StartAsync();
        byte[] words = Encoding.UTF8.GetBytes("too old\n");
        receiver.Answer = [0x0A, (byte)(4 + words.Length), 0x08, 3, 0x12, (byte)words.Length, .. words];
        using OtlpClient client = new(Options(receiver), TimeProvider.System);

        OtlpResult result = await client.SendAsync(OtlpSignal.Traces, Body(), s_never);

        Assert.Equal(new OtlpResult(null) { Rejected = 3, Words = "too old " }, result);
    }

    [Theory]
    [InlineData("""{"partialSuccess":{"rejectedSpans":"2","errorMessage":"no"}}""", 2, "no")]
    [InlineData("""{"partialSuccess":{"rejectedDataPoints":5}}""", 5, null)]
    [InlineData("""{"partialSuccess":{"errorMessage":"a warning"}}""", 0, "a warning")]
    [InlineData("""{"partialSuccess":{"rejectedSpans":{}}}""", 0, null)]
    [InlineData("{}", 0, null)]
    [InlineData("thank you", 0, null)]
    [InlineData("", 0, null)]
    public void Partial_success_is_read_from_json(string answer, long rejected, string? words) =>
        Assert.Equal(
            new OtlpResult(null) { Rejected = rejected, Words = words },
            PartialSuccess.Read(Encoding.UTF8.GetBytes(answer), isJson: true)
        );

    [Theory]
    [InlineData("")]
    [InlineData("0A")] // ends within a field
    [InlineData("0AFF")]
    [InlineData("0A0208FF")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("0B")] // a group, which OTLP has none of
    public void An_answer_that_is_no_protobuf_rejects_nothing(string hex) =>
        Assert.Equal(default, PartialSuccess.Read(Convert.FromHexString(hex), isJson: false));

    [Fact]
    public void What_became_of_what_was_sent_is_counted_once()
    {
        OtlpDelivery delivery = new();

        delivery.Note(OtlpSignal.Traces, 10, new("away", Again: true));
        delivery.Note(OtlpSignal.Traces, 10, new(null) { Rejected = 3 });
        delivery.Note(OtlpSignal.Traces, 4, new("it answered 400"));

        Assert.Equal(
            [("taken", 7L), ("rejected", 3L), ("refused", 4L)],
            delivery.All.Where(one => one.Signal == "spans").Select(one => (one.Result, one.Count))
        );
    }

    private static OtlpOptions Options(GrpcReceiver receiver) =>
        new() { Endpoint = receiver.Address, Protocol = OtlpProtocol.Grpc };

    private static ReadOnlyMemory<byte> Body()
    {
        OtlpOptions options = new();
        return TraceRequest.Write(
            new ProtobufOtlpWriter(),
            new OtlpResource(options, "example.test/ledger"),
            [.. CallSpan.Of([new(SampleCall.Settlement, 7, SampleCall.At)], options)]
        );
    }
}
