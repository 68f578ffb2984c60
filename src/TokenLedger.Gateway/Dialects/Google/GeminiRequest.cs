using TokenLedger.Accounting.Json;

namespace TokenLedger.Gateway.Dialects.Google;

/// <summary>
/// Reads a Gemini request (https://ai.google.dev/api/generate-content). Its members may be written in camel or in snake
/// case; model and stream are in the path.
/// </summary>
internal static class GeminiRequest
{
    /// <summary>What the body says.</summary>
    public static RequestReading Read(ReadOnlySpan<byte> body)
    {
        JsonSkimmer skimmer = new(body);
        RequestReading reading = RequestReading.Nothing;
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> name = JsonMembers.Name(body, member);
            ReadOnlySpan<byte> value = body.Slice(member.ValueStart, member.ValueLength);
            if (name.SequenceEqual("generationConfig"u8) || name.SequenceEqual("generation_config"u8))
            {
                reading = WithGeneration(reading, value);
            }
            else if (name.SequenceEqual("contents"u8))
            {
                reading = reading with { Conversation = (member.ValueStart, member.ValueLength) };
            }
            else if (name.SequenceEqual("tools"u8))
            {
                reading = reading with { ToolsOffered = JsonMembers.Count(value, FunctionsIn) };
            }
            else if (name.SequenceEqual("serviceTier"u8) || name.SequenceEqual("service_tier"u8))
            {
                reading = WithTier(reading, JsonMembers.Text(value));
            }
        }

        return skimmer.Malformed ? reading : reading with { IsObject = true };
    }

    private static RequestReading WithGeneration(RequestReading reading, ReadOnlySpan<byte> config)
    {
        long? most = Whole(config, "maxOutputTokens"u8, "max_output_tokens"u8);
        long candidates = Whole(config, "candidateCount"u8, "candidate_count"u8) ?? 1;
        return reading with { MaxOutputTokens = most, Choices = (int)Math.Clamp(candidates, 1, 128) };
    }

    private static long? Whole(ReadOnlySpan<byte> config, ReadOnlySpan<byte> name, ReadOnlySpan<byte> other) =>
        JsonMembers.Whole(JsonMembers.Find(config, name)) ?? JsonMembers.Whole(JsonMembers.Find(config, other));

    /// <summary>A tool is a list of functions, or one of Google's own.</summary>
    private static int FunctionsIn(ReadOnlySpan<byte> tool)
    {
        ReadOnlySpan<byte> functions = JsonMembers.Find(tool, "functionDeclarations"u8);
        functions = functions.IsEmpty ? JsonMembers.Find(tool, "function_declarations"u8) : functions;
        return functions.IsEmpty ? 1 : JsonMembers.Count(functions) ?? 1;
    }

    private static RequestReading WithTier(RequestReading reading, string? tier)
    {
        const string Prefix = "service_tier_";
        string? name = tier?.ToLowerInvariant();
        name = name is not null && name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        return name is { Length: > 0 and <= 64 } and not ("auto" or "unspecified")
            ? reading with
            {
                Conditions = [.. reading.Conditions, new("service_tier", name)],
            }
            : reading;
    }
}
