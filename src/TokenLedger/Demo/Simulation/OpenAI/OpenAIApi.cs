namespace TokenLedger.Demo.Simulation.OpenAI;

/// <summary>The routes of the OpenAI dialect below "/v1", in one provider's flavor.</summary>
internal sealed class OpenAIApi(ChatFlavor flavor, SimulatedState state)
{
    private readonly Batches batches = new(flavor, state);

    /// <summary>Answers a path below "/v1"; null when there is no such route.</summary>
    public Answer? Answer(string path, SimulatedRequest request) =>
        request.Method switch
        {
            "POST" => Post(path, request),
            "GET" => Get(path, request),
            "DELETE" when path.Below("/files/") is { } file => state.Files.Delete(file),
            _ => null,
        };

    private Answer? Post(string path, SimulatedRequest request) =>
        path switch
        {
            "/chat/completions" => ChatCompletions.Answer(request, flavor, state.Memory),
            "/responses" => ResponsesApi.Answer(request, state.Memory, state.Responses),
            "/completions" => TextCompletions.Answer(request, flavor, state.Memory),
            "/embeddings" => Embeddings.Answer(request),
            "/images/generations" or "/images/edits" or "/images/variations" => Images.Answer(request),
            "/audio/speech" => Speech.Answer(request),
            "/audio/transcriptions" or "/audio/translations" => Transcriptions.Answer(request),
            "/moderations" => Moderations.Answer(request),
            "/rerank" => Rerank.Answer(request),
            "/files" => state.Files.Upload(request),
            "/batches" => batches.Create(request),
            _ when path.Below("/batches/")?.Before("/cancel") is { } batch => batches.Cancel(batch),
            _ => null,
        };

    private Answer? Get(string path, SimulatedRequest request) =>
        path switch
        {
            "/models" => OpenAIModels.List(flavor.Family),
            "/files" => state.Files.List(),
            "/batches" => batches.List(),
            _ when path.Below("/models/") is { } name => OpenAIModels.One(name),
            _ when path.Below("/responses/") is { } id => state.Responses.Fetch(id),
            _ when path.Below("/batches/") is { } batch => batches.Get(batch),
            _ when path.Below("/files/")?.Before("/content") is { } file => state.Files.Content(file),
            _ when path.Below("/files/") is { } file => state.Files.Get(file),
            _ => null,
        };
}
