namespace TokenLedger.Gateway.Dialects.Amazon;

/// <summary>
/// Amazon Bedrock's runtime. The model is a part of the path and may be an ARN whose slashes and colons are escaped.
/// See https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock_Runtime.html.
/// </summary>
public sealed class BedrockDialect : Dialect
{
    /// <summary>The one instance; it holds no state.</summary>
    public static BedrockDialect Instance { get; } = new();

    private BedrockDialect() { }

    /// <inheritdoc/>
    public override string Name => "bedrock";

    /// <inheritdoc/>
    public override Route? Match(string method, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.Split('/') switch
        {
            ["", "model", string model, string operation] when method == "POST" => MatchModel(model, operation),
            ["", "openai", "v1", ..] when OpenAiDialect.Instance.Match(method, path["/openai".Length..]) is { } route =>
                route with
                {
                    Dialect = OpenAiDialect.Instance,
                },
            _ => null,
        };
    }

    private static Route? MatchModel(string escaped, string operation)
    {
        // The server leaves escaped slashes as they are; everything else arrives unescaped.
        string model = escaped.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (!IsModelName(model))
        {
            return null;
        }

        return operation switch
        {
            "converse" => Inference("bedrock.converse", model, streamed: false),
            "converse-stream" => Inference("bedrock.converse", model, streamed: true),
            "invoke" => Inference("bedrock.invoke", model, streamed: false),
            "invoke-with-response-stream" => Inference("bedrock.invoke", model, streamed: true),
            "count-tokens" => new Route("bedrock.count_tokens", RouteKind.Metadata) { Model = NameOf(model) },
            _ => null,
        };
    }

    private static Route Inference(string api, string model, bool streamed) =>
        new(api, RouteKind.Inference) { Model = NameOf(model), Streamed = streamed };

    /// <summary>
    /// The model as rates know it. The ARN of a model or of Amazon's own profile ends with its id; an operator's profile
    /// keeps its kind in front, so that a rate can be given to it.
    /// </summary>
    private static string NameOf(string model)
    {
        if (!model.StartsWith("arn:", StringComparison.Ordinal))
        {
            return model;
        }

        // arn:partition:bedrock:region:account:resource, and the resource may hold colons of its own.
        string resource = model.Split(':', 6)[^1];
        foreach (string kind in (ReadOnlySpan<string>)["foundation-model/", "inference-profile/"])
        {
            if (resource.StartsWith(kind, StringComparison.Ordinal))
            {
                return resource[kind.Length..];
            }
        }

        return resource;
    }

    /// <inheritdoc/>
    public override RequestReading Read(Route route, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(route);
        return route.Dialect is { } other ? other.Read(route, body) : BedrockRequest.Read(body);
    }

    /// <inheritdoc/>
    /// <remarks>The SDKs look for the kind of an error in a header, and then in this member.</remarks>
    public override byte[] ErrorBody(Refusal refusal, Guid? call)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return Json(json =>
        {
            json.WriteString("__type", KindOf(refusal.Status));
            json.WriteString("message", refusal.Message);
            json.WriteString("code", refusal.Code);
            WriteDetails(json, refusal);
        });
    }

    private static string KindOf(int status) =>
        status switch
        {
            401 or 403 => "AccessDeniedException",
            402 => "ServiceQuotaExceededException",
            404 => "ResourceNotFoundException",
            408 => "ModelTimeoutException",
            429 => "ThrottlingException",
            >= 400 and < 500 => "ValidationException",
            502 or 503 or 504 => "ServiceUnavailableException",
            _ => "InternalServerException",
        };
}
