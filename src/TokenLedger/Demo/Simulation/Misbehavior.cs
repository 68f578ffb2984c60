using System.Globalization;

namespace TokenLedger.Demo.Simulation;

/// <summary>
/// What the simulated provider is told to do wrong, by the request header <c>x-sim</c> or for every request by
/// <see cref="SimulatedProvider.Misbehavior"/>. The text form is a comma-separated list of <c>name</c> or
/// <c>name=value</c>: <c>x-sim: status=429,retry_after=7</c>.
/// </summary>
public sealed record Misbehavior
{
    /// <summary>Nothing wrong.</summary>
    public static Misbehavior None { get; } = new();

    /// <summary><c>status=N</c>: answer with this error status in the dialect's error shape.</summary>
    public int? Status { get; init; }

    /// <summary><c>retry_after=SECONDS</c>: the header of an error answer.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary><c>redirect=N</c>: answer with this 3xx status and a Location.</summary>
    public int? Redirect { get; init; }

    /// <summary><c>first_byte_delay=MS</c>: wait before the response headers.</summary>
    public TimeSpan FirstByteDelay { get; init; }

    /// <summary><c>chunk_delay=MS</c>: wait before every event but the first.</summary>
    public TimeSpan ChunkDelay { get; init; }

    /// <summary><c>hang=headers|stream</c>: never send headers, or stop sending after <see cref="After"/> events.</summary>
    public HangPoint Hang { get; init; }

    /// <summary>
    /// <c>cut=close|reset|mid</c>: after <see cref="After"/> events end the connection with FIN, with RST, or with FIN
    /// in the middle of the next event. An unstreamed body is cut in its middle.
    /// </summary>
    public CutKind Cut { get; init; }

    /// <summary><c>error_event</c>: the dialect's error event after <see cref="After"/> events, then the end.</summary>
    public bool ErrorEvent { get; init; }

    /// <summary><c>after=N</c>: events sent whole before a hang, cut, error event, malformed event or gate. Default 2.</summary>
    public int After { get; init; } = 2;

    /// <summary>
    /// <c>gate=NAME</c>: wait after <see cref="After"/> events (0, or unstreamed: before the headers) until
    /// <see cref="Gate.Open"/>.
    /// </summary>
    public string? Gate { get; init; }

    /// <summary><c>malformed=json|sse</c>: a JSON body that ends too early, or an event whose data is no JSON.</summary>
    public MalformedKind Malformed { get; init; }

    /// <summary><c>usage=none|middle|zero</c>: no usage at all, usage only in the middle of a stream, or all zeros.</summary>
    public UsageFault Usage { get; init; }

    /// <summary><c>encoding=gzip|br</c>: content encoding, flushed after every event.</summary>
    public string? Encoding { get; init; }

    /// <summary><c>bytewise</c>: every byte of the body is a chunk of its own.</summary>
    public bool Bytewise { get; init; }

    /// <summary><c>crlf</c>: lines of a text stream end with CR LF.</summary>
    public bool Crlf { get; init; }

    /// <summary><c>comments</c>: a comment line before every server-sent event.</summary>
    public bool Comments { get; init; }

    /// <summary>
    /// <c>extras</c>: unknown members, and what else the framing allows: unknown events, the fields id and retry, empty
    /// lines.
    /// </summary>
    public bool Extras { get; init; }

    /// <summary><c>trailers</c>: HTTP trailers after the body.</summary>
    public bool Trailers { get; init; }

    /// <summary><c>no_content_type</c>: leave the header out.</summary>
    public bool NoContentType { get; init; }

    /// <summary><c>wrong_length</c>: announce 100 bytes more than are sent (unstreamed).</summary>
    public bool WrongLength { get; init; }

    /// <summary><c>unknown_model</c>: refuse the model with 404.</summary>
    public bool UnknownModel { get; init; }

    /// <summary><c>blocked</c>: refuse the prompt as unsafe, in Azure's, Gemini's or Vertex's way.</summary>
    public bool Blocked { get; init; }

    /// <summary><c>huge_body=MIB</c>: pad an unstreamed body's text by so many MiB.</summary>
    public int HugeBodyMiB { get; init; }

    /// <summary><c>huge_event=MIB</c>: pad one event's text by so many MiB.</summary>
    public int HugeEventMiB { get; init; }

    /// <summary><c>id=TEXT</c>: the response id, to hand out the same one twice.</summary>
    public string? ResponseId { get; init; }

    /// <summary><c>words=N</c>: length of the answer's text in words.</summary>
    public int? Words { get; init; }

    /// <summary>Reads the text form.</summary>
    /// <param name="text">The header's value.</param>
    /// <param name="problem">What could not be understood; null when all was.</param>
    public static Misbehavior Parse(string text, out string? problem)
    {
        Misbehavior read = None;
        problem = null;
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=');
            string name = equals < 0 ? part : part[..equals];
            string value = equals < 0 ? "" : part[(equals + 1)..];
            if (read.With(name, value) is not { } next)
            {
                problem = $"x-sim does not know '{part}'";
                return None;
            }

            read = next;
        }

        return read;
    }

    private Misbehavior? With(string name, string value) =>
        name switch
        {
            "status" when Number(value) is { } n => this with { Status = n },
            "retry_after" when Number(value) is { } n => this with { RetryAfterSeconds = n },
            "redirect" when Number(value) is { } n => this with { Redirect = n },
            "first_byte_delay" when Number(value) is { } n => this with { FirstByteDelay = Milliseconds(n) },
            "chunk_delay" when Number(value) is { } n => this with { ChunkDelay = Milliseconds(n) },
            "after" when Number(value) is { } n => this with { After = n },
            "huge_body" when Number(value) is { } n => this with { HugeBodyMiB = n },
            "huge_event" when Number(value) is { } n => this with { HugeEventMiB = n },
            "words" when Number(value) is { } n => this with { Words = n },
            "hang" when value == "headers" => this with { Hang = HangPoint.Headers },
            "hang" when value == "stream" => this with { Hang = HangPoint.Stream },
            "cut" when value == "close" => this with { Cut = CutKind.Close },
            "cut" when value == "reset" => this with { Cut = CutKind.Reset },
            "cut" when value == "mid" => this with { Cut = CutKind.MidEvent },
            "malformed" when value == "json" => this with { Malformed = MalformedKind.Json },
            "malformed" when value == "sse" => this with { Malformed = MalformedKind.Sse },
            "usage" when value == "none" => this with { Usage = UsageFault.Missing },
            "usage" when value == "middle" => this with { Usage = UsageFault.Middle },
            "usage" when value == "zero" => this with { Usage = UsageFault.Zero },
            "encoding" when value is "gzip" or "br" => this with { Encoding = value },
            "gate" when value.Length > 0 => this with { Gate = value },
            "id" when value.Length > 0 => this with { ResponseId = value },
            "error_event" => this with { ErrorEvent = true },
            "bytewise" => this with { Bytewise = true },
            "crlf" => this with { Crlf = true },
            "comments" => this with { Comments = true },
            "extras" => this with { Extras = true },
            "trailers" => this with { Trailers = true },
            "no_content_type" => this with { NoContentType = true },
            "wrong_length" => this with { WrongLength = true },
            "blocked" => this with { Blocked = true },
            "unknown_model" => this with { UnknownModel = true },
            _ => null,
        };

    private static int? Number(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);
}

/// <summary>Where an answer hangs.</summary>
public enum HangPoint
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>Before the response headers.</summary>
    Headers,

    /// <summary>Within the body.</summary>
    Stream,
}

/// <summary>How a connection ends too early.</summary>
public enum CutKind
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>FIN after a whole event.</summary>
    Close,

    /// <summary>RST after a whole event.</summary>
    Reset,

    /// <summary>FIN within an event.</summary>
    MidEvent,
}

/// <summary>What is malformed.</summary>
public enum MalformedKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The JSON body.</summary>
    Json,

    /// <summary>One event's data.</summary>
    Sse,
}

/// <summary>What is wrong with the reported usage.</summary>
public enum UsageFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>There is none.</summary>
    Missing,

    /// <summary>It comes in the middle of the stream and not at its end.</summary>
    Middle,

    /// <summary>Every counter is zero.</summary>
    Zero,
}
