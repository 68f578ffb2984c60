namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// Which of OpenAI's models is counted with which encoding, as published with the encodings; families after GPT-4o are
/// taken to use o200k_base, as every one so far has. Models that are not listed have no encoding that is known here.
/// </summary>
public static class ModelEncodings
{
    private static readonly (BytePairEncoding Encoding, string[] Families)[] Families =
    [
        (BytePairEncoding.O200kHarmony, ["gpt-oss"]),
        (
            BytePairEncoding.O200kBase,
            [
                "gpt-6",
                "gpt-5",
                "gpt-4.5",
                "gpt-4.1",
                "gpt-4o",
                "chatgpt-4o",
                "gpt-realtime",
                "gpt-audio",
                "gpt-image",
                "codex-mini",
                "computer-use",
                "o1",
                "o3",
                "o4",
            ]
        ),
        (
            BytePairEncoding.Cl100kBase,
            ["gpt-4", "gpt-3.5", "gpt-35", "text-embedding-3", "text-embedding-ada-002", "davinci-002", "babbage-002"]
        ),
        (
            BytePairEncoding.P50kBase,
            ["text-davinci-003", "text-davinci-002", "code-davinci", "code-cushman", "davinci-codex", "cushman-codex"]
        ),
        (BytePairEncoding.P50kEdit, ["text-davinci-edit", "code-davinci-edit"]),
        (
            BytePairEncoding.R50kBase,
            [
                "text-davinci-001",
                "text-curie-001",
                "text-babbage-001",
                "text-ada-001",
                "text-similarity",
                "text-search",
                "code-search",
                "davinci",
                "curie",
                "babbage",
                "ada",
                "gpt2",
                "gpt-2",
            ]
        ),
    ];

    private static readonly (string Family, BytePairEncoding Encoding)[] LongestFirst =
    [
        .. Families
            .SelectMany(row => row.Families.Select(family => (family, row.Encoding)))
            .OrderByDescending(row => row.family.Length),
    ];

    /// <summary>
    /// The encoding of a model; null when the model is not one of OpenAI's or not known. Fine-tuned names ("ft:…"),
    /// dated ones and those behind a provider's path ("openai/…", "us.openai.…") are found by their family.
    /// </summary>
    public static BytePairEncoding? For(string? model)
    {
        if (model is null)
        {
            return null;
        }

        ReadOnlySpan<char> name = Bare(model);
        foreach ((string family, BytePairEncoding encoding) in LongestFirst)
        {
            if (IsOf(name, family))
            {
                return encoding;
            }
        }

        return null;
    }

    /// <summary>The name without path, provider and "ft:".</summary>
    internal static ReadOnlySpan<char> Bare(string model)
    {
        ReadOnlySpan<char> name = model.AsSpan(model.LastIndexOf('/') + 1);
        int vendor = name.IndexOf("openai.", StringComparison.OrdinalIgnoreCase);
        if (vendor >= 0)
        {
            name = name[(vendor + "openai.".Length)..];
        }

        return name.StartsWith("ft:", StringComparison.OrdinalIgnoreCase) ? name[3..] : name;
    }

    /// <summary>Whether a name is a family's or one of its members: "gpt-4" has "gpt-4-0613" but not "gpt-4o".</summary>
    internal static bool IsOf(ReadOnlySpan<char> name, string family) =>
        name.StartsWith(family, StringComparison.OrdinalIgnoreCase)
        && (name.Length == family.Length || !char.IsAsciiLetterOrDigit(name[family.Length]));
}
