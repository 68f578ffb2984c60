namespace TokenLedger.Gateway.Otlp.Sending;

/// <summary>What is sent.</summary>
internal enum OtlpSignal
{
    /// <summary>Spans.</summary>
    Traces,

    /// <summary>Data points of metrics.</summary>
    Metrics,
}
