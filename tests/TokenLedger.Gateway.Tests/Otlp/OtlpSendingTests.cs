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
        using OtlpClient client = new(Options(receiver));

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
        using OtlpClient client = new(Options(receiver));

        OtlpResult result = await client.SendAsync(OtlpSignal.Metrics, ReadOnlyMemory<byte>.Empty, s_never);

        Assert.Equal((again, $"gRPC status {status}: not now"), (result.Again, result.Problem));
    }

    [Fact]
    public async Task Spans_that_a_grpc_receiver_rejects_are_counted_and_not_a_problem()
    {
        await using GrpcReceiver receiver = await GrpcReceiver.StartAsync();
        byte[] words = Encoding.UTF8.GetBytes("too old\n");
        receiver.Answer = [0x0A, (byte)(4 + words.Length), 0x08, 3, 0x12, (byte)words.Length, .. words];
        using OtlpClient client = new(Options(receiver));

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
