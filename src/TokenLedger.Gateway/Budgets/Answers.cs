using TokenLedger.Accounting.Json;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Budgets;

/// <summary>How many answers one request asks for: each may be as long as the cap allows, and each is billed.</summary>
internal static class Answers
{
    /// <summary>Whether a top-level member may say it; where there is none it is one answer.</summary>
    public static bool MayBeSaidBy(ReadOnlySpan<char> name) =>
        name is "n" or "best_of" or "num_generations" or "prompt" or "generationConfig" or "generation_config";

    /// <summary>The number, at least 1. Members of one meaning are taken at the largest.</summary>
    /// <param name="api">The route's api.</param>
    /// <param name="body">The body, decoded.</param>
    public static long Of(string api, ReadOnlySpan<byte> body)
    {
        if (api == "gemini.generate")
        {
            return Math.Max(Candidates(body, "generationConfig"u8), Candidates(body, "generation_config"u8));
        }

        long answers = Largest(
            body,
            static (in skimmer, in member) =>
                skimmer.NameIs(member, "n"u8)
                || skimmer.NameIs(member, "best_of"u8)
                || skimmer.NameIs(member, "num_generations"u8)
        );
        return api.EndsWith(".completions", StringComparison.Ordinal) ? answers * Prompts(body) : answers;
    }

    private static long Candidates(ReadOnlySpan<byte> body, ReadOnlySpan<byte> container)
    {
        ReadOnlySpan<byte> config = JsonMembers.Find(body, container);
        return Largest(
            config,
            static (in skimmer, in member) =>
                skimmer.NameIs(member, "candidateCount"u8) || skimmer.NameIs(member, "candidate_count"u8)
        );
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

    private delegate bool IsWanted(in JsonSkimmer skimmer, in Member member);

    /// <summary>The largest value of members: which one of several a provider takes is not known.</summary>
    private static long Largest(ReadOnlySpan<byte> json, IsWanted isWanted)
    {
        long largest = 1;
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            if (isWanted(skimmer, member) && JsonMembers.Whole(skimmer.Value(member)) is { } value)
            {
                largest = Math.Max(largest, value);
            }
        }

        return Math.Min(largest, Most);
    }

    /// <summary>No provider takes more; a larger number only makes the hold larger, up to here.</summary>
    private const long Most = 1_000_000;
}
