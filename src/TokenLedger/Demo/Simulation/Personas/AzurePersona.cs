using System.Text.Json.Nodes;
using TokenLedger.Demo.Simulation.Azure;
using TokenLedger.Demo.Simulation.OpenAI;

namespace TokenLedger.Demo.Simulation.Personas;

/// <summary>
/// RESOURCE.openai.azure.com: paths name a deployment, behind which is the model of that name, or gpt-4o-mini when no
/// model is called so; and the newer paths below /openai/v1, whose body names the deployment.
/// </summary>
internal sealed class AzurePersona(SimulatedState state) : Persona
{
    private const string Deployments = "/openai/deployments/";
    private const string UsualModel = "gpt-4o-mini";

    private readonly OpenAIApi api = new(new AzureFlavor(), state);

    public override string RequestIdHeader => "apim-request-id";

    public override StreamEvent ErrorEvent => OpenAIErrors.ChatEvent;

    public override bool Admits(ReceivedCall received) =>
        Credentials.HasHeader(received, "api-key") || Credentials.HasBearer(received);

    public override SimulatedRequest Understand(SimulatedRequest request)
    {
        string deployment = request.Path.Below(Deployments)?.Split('/')[0] ?? request.Model;
        return request with { Model = ModelCatalog.Knows(deployment) ? deployment : UsualModel };
    }

    public override Answer? Answer(SimulatedRequest request)
    {
        string? path =
            request.Path.Below(Deployments) is { } below && below.Contains('/')
                ? below[below.IndexOf('/')..]
                : request.Path.Below("/openai/v1") ?? request.Path.Below("/openai");
        if (path is null)
        {
            return null;
        }

        return request.Misbehavior.Blocked ? BlockedPrompt() : api.Answer(path, request);
    }

    public override Answer Error(int status, string requestId) =>
        status == 401
            ? Of(401, "401", "Access denied due to invalid subscription key or wrong API endpoint.")
            : OpenAIErrors.ForStatus(status);

    public override Answer UnknownModel(string model, string requestId) =>
        Of(404, "DeploymentNotFound", "The API deployment for this resource does not exist.");

    private static Answer BlockedPrompt()
    {
        JsonObject filter = AzureFlavor.Filter();
        filter["violence"] = new JsonObject { ["filtered"] = true, ["severity"] = "medium" };
        return new Answer
        {
            Status = 400,
            Body = new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["message"] = "The response was filtered due to the prompt triggering the content policy.",
                    ["type"] = null,
                    ["param"] = "prompt",
                    ["code"] = "content_filter",
                    ["status"] = 400,
                    ["innererror"] = new JsonObject
                    {
                        ["code"] = "ResponsibleAIPolicyViolation",
                        ["content_filter_result"] = filter,
                    },
                },
            },
        };
    }

    private static Answer Of(int status, string code, string message) =>
        new()
        {
            Status = status,
            Body = new JsonObject
            {
                ["error"] = new JsonObject { ["code"] = code, ["message"] = message },
            },
        };
}
