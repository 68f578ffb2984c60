using TokenLedger.Demo.Simulation.Anthropic;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation;

/// <summary>Which dialect and operation answers a request.</summary>
internal sealed class Routes(SimulatedProviderOptions options)
{
    private readonly PromptMemory memory = new(options.RemembersPrompts);
    private readonly StoredResponses stored = new();

    /// <summary>Whether a request speaks Anthropic's dialect: by its path, or by the version header on a shared path.</summary>
    public static bool IsAnthropic(string path, bool hasVersionHeader) =>
        hasVersionHeader || path.StartsWith("/v1/messages", StringComparison.Ordinal);

    /// <summary>Answers a request that has a key.</summary>
    public Answer Answer(string method, SimulatedRequest request, bool anthropic, string requestId)
    {
        if (request.Misbehavior.Status is { } status)
        {
            return Error(status, anthropic, requestId);
        }

        if (method == "GET")
        {
            return Get(request.Path, anthropic, requestId);
        }

        if (!request.IsJson)
        {
            return Error(400, anthropic, requestId);
        }

        bool known = ModelCatalog.Knows(request.Model) || !options.KnownModelsOnly;
        if (request.Misbehavior.UnknownModel || !known)
        {
            return anthropic
                ? AnthropicErrors.UnknownModel(request.Model, requestId)
                : OpenAIErrors.UnknownModel(request.Model);
        }

        return request.Path switch
        {
            "/v1/chat/completions" => ChatCompletions.Answer(request, memory),
            "/v1/responses" => ResponsesApi.Answer(request, memory, stored),
            "/v1/completions" => TextCompletions.Answer(request, memory),
            "/v1/embeddings" => Embeddings.Answer(request),
            "/v1/messages" => MessagesApi.Answer(request, memory),
            "/v1/messages/count_tokens" => MessagesApi.CountTokens(request),
            _ => Error(404, anthropic, requestId),
        };
    }

    /// <summary>An error in the caller's dialect.</summary>
    public static Answer Error(int status, bool anthropic, string requestId) =>
        anthropic ? AnthropicErrors.ForStatus(status, requestId) : OpenAIErrors.ForStatus(status);

    private Answer Get(string path, bool anthropic, string requestId) =>
        path switch
        {
            "/v1/models" => anthropic ? AnthropicModels.List() : OpenAIModels.List(),
            _ when Below(path, "/v1/models/") is { } name => anthropic
                ? AnthropicModels.One(name, requestId)
                : OpenAIModels.One(name),
            _ when Below(path, "/v1/responses/") is { } id => stored.Fetch(id),
            _ => Error(404, anthropic, requestId),
        };

    private static string? Below(string path, string prefix) =>
        path.StartsWith(prefix, StringComparison.Ordinal) ? path[prefix.Length..] : null;
}
