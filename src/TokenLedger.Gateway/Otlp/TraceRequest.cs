using TokenLedger.Gateway.Otlp.Wire;

namespace TokenLedger.Gateway.Otlp;

/// <summary>Words spans as OTLP's ExportTraceServiceRequest.</summary>
/// <seealso href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto"/>
internal static class TraceRequest
{
    private const int KindClient = 3;
    private const int StatusError = 2;

    /// <summary>Writes the request.</summary>
    public static ReadOnlyMemory<byte> Write(IOtlpWriter to, OtlpResource resource, IReadOnlyList<CallSpan> spans)
    {
        to.OpenList("resourceSpans");
        to.OpenElement(1);
        resource.Write(to);
        to.OpenList("scopeSpans");
        to.OpenElement(2);
        OtlpResource.WriteScope(to);
        to.OpenList("spans");
        foreach (CallSpan span in spans)
        {
            to.OpenElement(2);
            Write(to, span);
            to.Close();
        }

        to.CloseList();
        to.Close();
        to.CloseList();
        to.Close();
        to.CloseList();
        return to.Finish();
    }

    private static void Write(IOtlpWriter to, CallSpan span)
    {
        to.Id(1, "traceId", span.TraceId);
        to.Id(2, "spanId", span.SpanId);
        if (span.Parent is { } parent)
        {
            to.Id(4, "parentSpanId", parent);
        }

        to.Text(5, "name", span.Name);
        to.Choice(6, "kind", KindClient);
        to.Fixed(7, "startTimeUnixNano", span.Start);
        to.Fixed(8, "endTimeUnixNano", span.End);
        OtlpAttribute.WriteAll(to, 9, span.Attributes);
        if (span.Error is { } error)
        {
            to.Open(15, "status");
            to.Text(2, "message", error);
            to.Choice(3, "code", StatusError);
            to.Close();
        }
    }
}
