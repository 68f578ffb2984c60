using System.Collections.Frozen;
using TokenLedger.Demo.Simulation.Compatible;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Personas;

/// <summary>Every provider there is to play, by the name the gateway knows it by.</summary>
internal sealed class Cast
{
    private readonly FrozenDictionary<string, Persona> byName;

    public Cast(SimulatedProviderOptions options)
    {
        SimulatedState state = new(new PromptMemory(options.RemembersPrompts));
        OpenAI = new CompatiblePersona(new OpenAIFlavor(), state, "/v1");
        Anthropic = new AnthropicPersona(state);
        byName = new Dictionary<string, Persona>
        {
            ["azure"] = new AzurePersona(state),
            ["gemini"] = new GeminiPersona(state),
            ["vertex"] = new VertexPersona(state),
            ["bedrock"] = new BedrockPersona(state),
            ["cohere"] = new CoherePersona(),
            ["mistral"] = new MistralPersona(state),
            ["groq"] = new CompatiblePersona(new GroqFlavor(), state, "/openai/v1"),
            ["deepseek"] = new CompatiblePersona(new DeepSeekFlavor(), state, "/v1", "/beta", ""),
            ["xai"] = new CompatiblePersona(new XaiFlavor(), state, "/v1"),
            ["perplexity"] = new CompatiblePersona(new PerplexityFlavor(), state, "/v1", ""),
            ["openrouter"] = new CompatiblePersona(new OpenRouterFlavor(), state, "/api/v1"),
            ["together"] = new CompatiblePersona(new TogetherFlavor(), state, "/v1"),
            ["fireworks"] = new CompatiblePersona(new FireworksFlavor(), state, "/inference/v1"),
            ["cerebras"] = new CompatiblePersona(new CerebrasFlavor(), state, "/v1"),
            ["sambanova"] = new CompatiblePersona(new SambaNovaFlavor(), state, "/v1"),
            ["ollama"] = new OllamaPersona(state),
            ["vllm"] = new CompatiblePersona(new VllmFlavor(), state, "/v1") { NeedsKey = false },
            ["llamacpp"] = new CompatiblePersona(new LlamaCppFlavor(), state, "/v1", "") { NeedsKey = false },
        }.ToFrozenDictionary();
    }

    /// <summary>The names of those that have an address of their own, in a fixed order.</summary>
    public IReadOnlyList<string> Names => [.. byName.Keys.Order(StringComparer.Ordinal)];

    private Persona OpenAI { get; }

    private Persona Anthropic { get; }

    public Persona Named(string name) => byName[name];

    /// <summary>
    /// OpenAI or Anthropic, which share an address: by the path, or by the version header where both have that path.
    /// </summary>
    public Persona AtSharedAddress(string path, bool hasVersionHeader) =>
        hasVersionHeader || path.StartsWith("/v1/messages", StringComparison.Ordinal) ? Anthropic : OpenAI;
}
