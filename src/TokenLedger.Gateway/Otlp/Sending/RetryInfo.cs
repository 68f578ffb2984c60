namespace TokenLedger.Gateway.Otlp.Sending;

/// <summary>
/// How long a gRPC receiver asks to be left alone: the retry_delay of the google.rpc.RetryInfo among the details of its
/// status, which come as a google.rpc.Status in base64.
/// </summary>
/// <seealso href="https://opentelemetry.io/docs/specs/otlp/#otlpgrpc-throttling"/>
internal static class RetryInfo
{
    private const int MostCharacters = 8 * 1024;

    /// <summary>The delay; null when the details hold none, or cannot be read.</summary>
    public static TimeSpan? Delay(string? details)
    {
        byte[] bytes = new byte[MostCharacters];
        if (
            details is not { Length: < MostCharacters }
            || !Convert.TryFromBase64String(Padded(details), bytes, out int length)
        )
        {
            return null;
        }

        try
        {
            return OfStatus(bytes.AsSpan(0, length));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Padded(string base64) => base64.PadRight((base64.Length + 3) / 4 * 4, '=');

    private static TimeSpan? OfStatus(ReadOnlySpan<byte> status)
    {
        TimeSpan? delay = null;
        while (!status.IsEmpty)
        {
            ProtobufField field = ProtobufField.Take(ref status);
            delay ??= field.Number == 3 ? OfDetail(field.Bytes) : null;
        }

        return delay;
    }

    /// <summary>A detail is a type and a message; only of RetryInfo is the message read.</summary>
    private static TimeSpan? OfDetail(ReadOnlySpan<byte> any)
    {
        bool isRetryInfo = false;
        ReadOnlySpan<byte> message = default;
        while (!any.IsEmpty)
        {
            ProtobufField field = ProtobufField.Take(ref any);
            isRetryInfo |= field.Number == 1 && field.Bytes.EndsWith("/google.rpc.RetryInfo"u8);
            message = field.Number == 2 ? field.Bytes : message;
        }

        return isRetryInfo ? OfDuration(First(message)) : null;
    }

    private static ReadOnlySpan<byte> First(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> first = default;
        while (!message.IsEmpty)
        {
            ProtobufField field = ProtobufField.Take(ref message);
            first = field.Number == 1 ? field.Bytes : first;
        }

        return first;
    }

    private static TimeSpan OfDuration(ReadOnlySpan<byte> duration)
    {
        (long seconds, int nanos) = (0, 0);
        while (!duration.IsEmpty)
        {
            ProtobufField field = ProtobufField.Take(ref duration);
            seconds = field.Number == 1 ? (long)field.Value : seconds;
            nanos = field.Number == 2 ? (int)field.Value : nanos;
        }

        long within = Math.Clamp(seconds, 0, (long)OtlpResult.LongestWait.TotalSeconds);
        return TimeSpan.FromSeconds(within) + TimeSpan.FromTicks(Math.Max(0, nanos) / TimeSpan.NanosecondsPerTick);
    }
}
