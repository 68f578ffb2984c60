using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Personas;

/// <summary>A provider that speaks the OpenAI dialect, in its own flavor and below its own base path.</summary>
/// <param name="flavor">Its flavor.</param>
/// <param name="state">What it remembers.</param>
/// <param name="roots">The paths its routes stand below: "/v1" and whatever else it accepts.</param>
internal class CompatiblePersona(ChatFlavor flavor, SimulatedState state, params string[] roots) : Persona
{
    private readonly OpenAIApi api = new(flavor, state);

    /// <summary>Whether calls need a key; a server of one's own may not.</summary>
    public bool NeedsKey { get; init; } = true;

    public override StreamEvent ErrorEvent => OpenAIErrors.ChatEvent;

    public override bool Admits(ReceivedCall received) => !NeedsKey || base.Admits(received);

    public override Answer? Answer(SimulatedRequest request) =>
        roots
            .Select(root => request.Path.Below(root))
            .OfType<string>()
            .Select(path => api.Answer(path, request))
            .FirstOrDefault(answer => answer is not null);

    public override Answer Error(int status, string requestId) => OpenAIErrors.ForStatus(status);

    public override Answer UnknownModel(string model, string requestId) => OpenAIErrors.UnknownModel(model);
}
