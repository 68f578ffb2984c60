namespace TokenLedger.Demo.Simulation.Framing;

/// <summary>How the events of a stream go over the wire.</summary>
internal enum StreamFraming
{
    /// <summary>Server-sent events, lines ended by LF.</summary>
    ServerSent,

    /// <summary>Server-sent events, lines ended by CR LF, as Google sends them.</summary>
    ServerSentCrlf,

    /// <summary>One JSON object a line.</summary>
    Lines,

    /// <summary>One JSON array, an element an event.</summary>
    JsonArray,

    /// <summary>Amazon's binary event stream.</summary>
    Aws,
}

/// <summary>Turns events into bytes, with the oddities asked for.</summary>
internal interface IEventFraming
{
    /// <summary>The content type of such a stream.</summary>
    string ContentType { get; }

    /// <summary>What follows the last event.</summary>
    byte[] End => [];

    /// <summary>The bytes of the event at a position of the stream.</summary>
    byte[] Frame(StreamEvent sent, int index);

    /// <summary>The framing by its name.</summary>
    static IEventFraming Of(StreamFraming framing, Misbehavior told) =>
        framing switch
        {
            StreamFraming.ServerSentCrlf => new ServerSentFraming(told with { Crlf = true }),
            StreamFraming.Lines => new LineFraming(told),
            StreamFraming.JsonArray => new JsonArrayFraming(told),
            StreamFraming.Aws => new AwsEventFraming(told),
            _ => new ServerSentFraming(told),
        };
}
