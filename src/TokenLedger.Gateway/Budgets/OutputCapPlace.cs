namespace TokenLedger.Gateway.Budgets;

/// <summary>Where a route's requests say how many tokens an answer may have.</summary>
/// <param name="Container">The object it stands in, by each of its names, the preferred first; empty at the top.</param>
/// <param name="Members">The members that say it.</param>
/// <param name="Preferred">The one that is set where there is none.</param>
internal sealed record OutputCapPlace(IReadOnlyList<string> Container, IReadOnlyList<string> Members, string Preferred)
{
    private static readonly OutputCapPlace s_chat = new([], ["max_completion_tokens", "max_tokens"], "max_tokens");

    // OpenAI's reasoning models refuse max_tokens; all its chat models take the newer member.
    private static readonly OutputCapPlace s_openAiChat = s_chat with { Preferred = "max_completion_tokens" };
    private static readonly OutputCapPlace s_plain = new([], ["max_tokens"], "max_tokens");
    private static readonly OutputCapPlace s_responses = new([], ["max_output_tokens"], "max_output_tokens");
    private static readonly OutputCapPlace s_gemini = new(
        ["generationConfig", "generation_config"],
        ["maxOutputTokens", "max_output_tokens"],
        "maxOutputTokens"
    );
    private static readonly OutputCapPlace s_ollama = new(["options"], ["num_predict"], "num_predict");
    private static readonly OutputCapPlace s_converse = new(["inferenceConfig"], ["maxTokens"], "maxTokens");
    private static readonly OutputCapPlace s_nova = new(
        ["inferenceConfig"],
        ["max_new_tokens", "maxTokens"],
        "max_new_tokens"
    );
    private static readonly OutputCapPlace s_titan = new(["textGenerationConfig"], ["maxTokenCount"], "maxTokenCount");
    private static readonly OutputCapPlace s_llama = new([], ["max_gen_len"], "max_gen_len");

    /// <summary>The place of a route; null where none is known.</summary>
    /// <param name="api">The route's api.</param>
    /// <param name="provider">Whose model runs ("openai"): compatible servers know the older member.</param>
    /// <param name="model">The model or deployment asked for.</param>
    public static OutputCapPlace? Of(string api, string provider, string? model) =>
        api switch
        {
            "openai.chat" => provider == "openai" ? s_openAiChat : s_chat,
            "azure.chat" => Reasons(model) ? s_openAiChat : s_chat,
            "openai.completions" or "azure.completions" or "mistral.chat" or "anthropic.messages" => s_plain,
            "openai.responses" or "azure.responses" => s_responses,
            "gemini.generate" => s_gemini,
            "cohere.chat" or "cohere.chat_v1" or "cohere.generate" => s_plain,
            "ollama.chat" or "ollama.generate" => s_ollama,
            "bedrock.converse" => s_converse,
            "bedrock.invoke" => OfBedrock(model ?? ""),
            _ => null,
        };

    private static bool Reasons(string? model) =>
        model is not null
        && (
            model.StartsWith("gpt-5", StringComparison.OrdinalIgnoreCase)
            || (model.Length > 1 && model[0] is 'o' or 'O' && char.IsAsciiDigit(model[1]))
        );

    private static OutputCapPlace? OfBedrock(string model) =>
        model.Contains("anthropic.", StringComparison.Ordinal) ? s_plain
        : model.Contains("amazon.nova", StringComparison.Ordinal) ? s_nova
        : model.Contains("amazon.titan", StringComparison.Ordinal) ? s_titan
        : model.Contains("meta.llama", StringComparison.Ordinal) ? s_llama
        : model.Contains("mistral.", StringComparison.Ordinal) || model.Contains("cohere.", StringComparison.Ordinal)
            ? s_plain
        : model.Contains("openai.", StringComparison.Ordinal) ? s_openAiChat
        : null;
}
