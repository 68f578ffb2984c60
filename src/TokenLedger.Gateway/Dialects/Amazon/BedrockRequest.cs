using TokenLedger.Accounting.Json;

namespace TokenLedger.Gateway.Dialects.Amazon;

/// <summary>
/// Reads a request to Bedrock: a Converse body, or the body of InvokeModel in the format of the model's vendor. Their
/// members do not collide, so one reading serves both. Model and stream are in the path.
/// </summary>
internal static class BedrockRequest
{
    /// <summary>What the body says.</summary>
    public static RequestReading Read(ReadOnlySpan<byte> body)
    {
        RequestReading reading = RequestReading.Read(body); // Claude, Mistral, Cohere: max_tokens, tools, metadata
        JsonSkimmer skimmer = new(body);
        while (skimmer.Next(out Member member))
        {
            reading = With(reading, JsonMembers.Name(body, member), body.Slice(member.ValueStart, member.ValueLength));
        }

        return reading;
    }

    private static RequestReading With(RequestReading reading, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("inferenceConfig"u8)) // Converse, and Nova
        {
            return reading with { MaxOutputTokens = Whole(value, "maxTokens"u8) ?? Whole(value, "max_new_tokens"u8) };
        }

        if (name.SequenceEqual("textGenerationConfig"u8)) // Titan
        {
            return reading with { MaxOutputTokens = Whole(value, "maxTokenCount"u8) };
        }

        if (name.SequenceEqual("max_gen_len"u8) || name.SequenceEqual("max_tokens_to_sample"u8)) // Llama, old Claude
        {
            return reading with { MaxOutputTokens = JsonMembers.Whole(value) };
        }

        if (name.SequenceEqual("toolConfig"u8))
        {
            return reading with { ToolsOffered = JsonMembers.Count(JsonMembers.Find(value, "tools"u8)) };
        }

        return
            name.SequenceEqual("serviceTier"u8)
            && JsonMembers.Text(JsonMembers.Find(value, "type"u8)) is { Length: > 0 and <= 64 } tier
            ? reading with
            {
                Conditions = [.. reading.Conditions, new("service_tier", tier)],
            }
            : reading;
    }

    private static long? Whole(ReadOnlySpan<byte> config, ReadOnlySpan<byte> name) =>
        JsonMembers.Whole(JsonMembers.Find(config, name));
}
