namespace TokenLedger.Demo.Simulation.Bedrock;

/// <summary>A path of Bedrock's runtime: <c>/model/MODEL/OPERATION</c>.</summary>
/// <param name="Model">A model id, an inference profile or an ARN, unescaped.</param>
/// <param name="Operation">"converse", "invoke-with-response-stream".</param>
internal sealed record BedrockPath(string Model, string Operation)
{
    public static BedrockPath? Of(string path)
    {
        int end = path.LastIndexOf('/');
        return path.Below("/model/") is null || end < "/model/".Length
            ? null
            : new BedrockPath(Uri.UnescapeDataString(path["/model/".Length..end]), path[(end + 1)..]);
    }

    public bool IsStreamed => Operation is "converse-stream" or "invoke-with-response-stream";
}
