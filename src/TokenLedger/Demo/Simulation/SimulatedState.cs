using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation;

/// <summary>What a provider remembers between requests.</summary>
internal sealed record SimulatedState(PromptMemory Memory)
{
    public StoredResponses Responses { get; } = new();

    public StoredFiles Files { get; } = new();
}
