namespace TokenLedger.Gateway.Attribution;

/// <summary>The caller's place in a trace (W3C Trace Context, https://www.w3.org/TR/trace-context/).</summary>
/// <param name="TraceId">32 lower-case hex digits.</param>
/// <param name="SpanId">16 lower-case hex digits: the caller's span.</param>
public readonly record struct TraceParent(string TraceId, string SpanId)
{
    /// <summary>
    /// Reads a traceparent header. A malformed one is no trace, not an error: the header belongs to the caller's
    /// tracing, not to us.
    /// </summary>
    public static TraceParent? Parse(string? header)
    {
        // version "-" 32 hex "-" 16 hex "-" flags; later versions may append more after the flags
        if (header is not { Length: >= 55 } || header[2] != '-' || header[35] != '-' || header[52] != '-')
        {
            return null;
        }

        ReadOnlySpan<char> trace = header.AsSpan(3, 32);
        ReadOnlySpan<char> span = header.AsSpan(36, 16);
        bool valid =
            !header.StartsWith("ff", StringComparison.Ordinal)
            && IsLowerHex(header.AsSpan(0, 2))
            && IsLowerHex(trace)
            && IsLowerHex(span)
            && trace.ContainsAnyExcept('0')
            && span.ContainsAnyExcept('0');
        return valid ? new TraceParent(trace.ToString(), span.ToString()) : null;
    }

    private static bool IsLowerHex(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExceptInRange('0', 'f') && text.IndexOfAnyExcept(s_hex) < 0;

    private static readonly System.Buffers.SearchValues<char> s_hex = System.Buffers.SearchValues.Create(
        "0123456789abcdef"
    );
}
