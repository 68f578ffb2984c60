using TokenLedger.Accounting.Json;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Budgets;

/// <summary>How many answers one request asks for: each may be as long as the cap allows, and each is billed.</summary>
internal static class Answers
{
    /// <summary>The number, at least 1. Members of one meaning are taken at the largest.</summary>
    /// <param name="api">The route's api.</param>
    /// <param name="body">The body, decoded.</param>
    public static long Of(string api, ReadOnlySpan<byte> body)
    {
        long answers = Math.Max(
            Whole(body, "n"u8),
            Math.Max(Whole(body, "best_of"u8), Whole(body, "num_generations"u8))
        );
        if (api == "gemini.generate")
        {
            answers = Math.Max(Candidates(body, "generationConfig"u8), Candidates(body, "generation_config"u8));
        }

        return api.EndsWith(".completions", StringComparison.Ordinal) ? answers * Prompts(body) : answers;
    }

    private static long Candidates(ReadOnlySpan<byte> body, ReadOnlySpan<byte> container)
    {
        ReadOnlySpan<byte> config = JsonMembers.Find(body, container);
        return Math.Max(Whole(config, "candidateCount"u8), Whole(config, "candidate_count"u8));
    }

    /// <summary>A completion has an answer for each of its prompts; a list of numbers is one prompt in tokens.</summary>
    private static long Prompts(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> prompt = JsonMembers.Find(body, "prompt"u8);
        return prompt.IsEmpty || prompt[0] != '['
            ? 1
            : Math.Max(
                1,
                JsonMembers.Count(prompt, static element => element[0] is (byte)'"' or (byte)'[' ? 1 : 0) ?? 1
            );
    }

    /// <summary>The largest value of a member: which one of several a provider takes is not known.</summary>
    private static long Whole(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        long largest = 1;
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            if (skimmer.NameIs(member, name) && JsonMembers.Whole(skimmer.Value(member)) is { } value)
            {
                largest = Math.Max(largest, value);
            }
        }

        return Math.Min(largest, Most);
    }

    /// <summary>No provider takes more; a larger number only makes the hold larger, up to here.</summary>
    private const long Most = 1_000_000;
}
