using TokenLedger.Accounting.Json;

namespace TokenLedger.Gateway.Dialects;

/// <summary>
/// Asks for the usage of an OpenAI chat stream when the client did not. What it adds to the stream is taken out again by
/// the relay.
/// </summary>
public static class UsageInjection
{
    private static readonly byte[] s_member = "\"stream_options\":{\"include_usage\":true},"u8.ToArray();
    private static readonly byte[] s_object = "{\"include_usage\":true}"u8.ToArray();
    private static readonly byte[] s_flag = "\"include_usage\":true,"u8.ToArray();
    private static readonly byte[] s_onlyFlag = "\"include_usage\":true"u8.ToArray();
    private static readonly byte[] s_true = "true"u8.ToArray();

    /// <summary>The splice for a body, or null when none is needed or possible.</summary>
    public static BodySplice? For(Route route, RequestReading reading, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(route);
        ArgumentNullException.ThrowIfNull(reading);
        bool chat = route.Api is "openai.chat" or "openai.completions" or "azure.chat" or "azure.completions";
        if (!chat || !reading.Streamed || reading.UsageAsked || !reading.IsObject)
        {
            return null;
        }

        if (reading.StreamOptions is not { } options)
        {
            return new BodySplice(body.IndexOf((byte)'{') + 1, 0, s_member);
        }

        ReadOnlySpan<byte> value = body.Slice(options.Start, options.Length);
        if (value[0] != '{')
        {
            return new BodySplice(options.Start, options.Length, s_object); // "stream_options": null
        }

        JsonSkimmer skimmer = new(value);
        bool any = false;
        while (skimmer.Next(out Member member))
        {
            any = true;
            if (skimmer.NameIs(member, "include_usage"u8))
            {
                return new BodySplice(options.Start + member.ValueStart, member.ValueLength, s_true);
            }
        }

        return new BodySplice(options.Start + 1, 0, any ? s_flag : s_onlyFlag);
    }
}
