using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Gateway.Relay.Framings;

namespace TokenLedger.Gateway.Tests.Relay.Framings;

/// <summary>However the network cuts a stream, its events are the same.</summary>
public sealed class AnyPiecesTests
{
    public static TheoryData<string> Framings { get; } = ["sse", "sse crlf", "sse cr", "lines", "array", "amazon"];

    [Theory]
    [MemberData(nameof(Framings))]
    public void A_cut_at_any_byte_changes_no_event(string name)
    {
        byte[] stream = Stream(name);
        List<string> whole = Cutting.Events(Create(name), stream);
        Assert.True(whole.Count >= 4);

        for (int at = 0; at <= stream.Length; at++)
        {
            Assert.Equal(whole, Cutting.Events(Create(name), stream[..at], stream[at..]));
        }

        Assert.Equal(whole, Cutting.Events(Create(name), Cutting.Pieces(stream, [1])));
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public void Pieces_of_any_lengths_change_no_event(string name)
    {
        byte[] stream = Stream(name);
        List<string> whole = Cutting.Events(Create(name), stream);
        Gen<int[]> lengths = Gen.Choose(1, 40).ArrayOf().Where(array => array.Length > 0);

        Prop.ForAll(
                lengths.ToArbitrary(),
                cut => whole.SequenceEqual(Cutting.Events(Create(name), Cutting.Pieces(stream, cut)))
            )
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("sse")]
    [InlineData("lines")]
    [InlineData("array")]
    [InlineData("amazon")]
    public void Bytes_that_follow_no_rule_throw_nothing_and_end(string name)
    {
        Prop.ForAll(
                Gen.Elements(
                        (byte)'[',
                        (byte)']',
                        (byte)'{',
                        (byte)'}',
                        (byte)'"',
                        (byte)'\\',
                        (byte)'\n',
                        (byte)'\r',
                        (byte)0,
                        (byte)16
                    )
                    .ArrayOf()
                    .ToArbitrary(),
                Gen.Choose(1, 9).ToArbitrary(),
                (bytes, length) => Cutting.Events(Create(name), Cutting.Pieces(bytes, [length])).Count <= bytes.Length
            )
            .QuickCheckThrowOnFailure();
    }

    private static Framing Create(string name) =>
        name switch
        {
            "lines" => new JsonLines(),
            "array" => new JsonArray(),
            "amazon" => new AmazonEventStream(),
            _ => new ServerSentEvents(),
        };

    private static byte[] Stream(string name)
    {
        string[] data =
        [
            """{"text":"Grüße, \"you\" [}{] \\"}""",
            """{"nested":{"list":[1,[2,{"three":"\\\""}]]}}""",
            """{"empty":{},"none":[]}""",
            """{"done":true,"count":282}""",
        ];
        const string Sse =
            ": hello\n\nevent: start\ndata: {0}\n\ndata: {1}\n\ndata: {2}\ndata: more\n\nid: 4\ndata: {3}\n\n";
        string sse = Sse.Replace("{0}", data[0], StringComparison.Ordinal)
            .Replace("{1}", data[1], StringComparison.Ordinal)
            .Replace("{2}", data[2], StringComparison.Ordinal)
            .Replace("{3}", data[3], StringComparison.Ordinal);
        return name switch
        {
            "sse" => Encoding.UTF8.GetBytes(sse),
            "sse crlf" => Encoding.UTF8.GetBytes(sse.Replace("\n", "\r\n", StringComparison.Ordinal)),
            "sse cr" => Encoding.UTF8.GetBytes(sse.Replace('\n', '\r')),
            "lines" => Encoding.UTF8.GetBytes(string.Join('\n', data)),
            "array" => Encoding.UTF8.GetBytes($"[{string.Join("\n,\r\n", data)}\n]\n"),
            _ => [.. data.SelectMany(text => AmazonMessages.Event("contentBlockDelta", text))],
        };
    }
}
