namespace TokenLedger.Gateway.Dialects.Google;

/// <summary>
/// Vertex AI: Google's models in Gemini's format, partners' models in their own, and an OpenAI-compatible route. The
/// location in the path decides the host and bears on the price.
/// See https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference.
/// </summary>
public sealed class VertexDialect : GoogleDialect
{
    /// <summary>The one instance; it holds no state.</summary>
    public static VertexDialect Instance { get; } = new();

    /// <summary>The host without a location; configured so, the location of each path picks its own.</summary>
    public const string GlobalHost = "aiplatform.googleapis.com";

    private const string Region = "region";
    private static readonly Route s_claudeCount = new("anthropic.count_tokens", RouteKind.Metadata);

    private VertexDialect() { }

    /// <inheritdoc/>
    public override string Name => "vertex";

    /// <inheritdoc/>
    /// <remarks>Keys of the express mode address models without project and location.</remarks>
    public override Route? Match(string method, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string[] parts = path.Split('/');
        return parts switch
        {
            ["", "v1" or "v1beta1", "projects", string project, "locations", string location, .. string[] rest]
                when IsId(project) && IsLocation(location) => At(location, Match(method, rest)),
            ["", "v1" or "v1beta1", "publishers", ..] => At("global", Match(method, parts[2..])),
            _ => null,
        };
    }

    /// <inheritdoc/>
    public override Route Other(string method, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Route route = base.Other(method, path);
        return path.Split('/') is ["", _, "projects", _, "locations", string location, ..] && IsLocation(location)
            ? At(location, route)!
            : route;
    }

    private static Route? Match(string method, string[] rest) =>
        rest switch
        {
            ["publishers", string publisher, "models", string call]
                when method == "POST" && TrySplit(call, out string model, out string verb) => MatchModel(
                publisher,
                model,
                verb
            ),
            ["endpoints", "openapi", .. string[] below] => MatchOpenAi(method, "/" + string.Join('/', below)),
            // A tuned model is served by an endpoint of its own, in Gemini's format.
            ["endpoints", string call]
                when method == "POST"
                    && TrySplit(call, out string endpoint, out string verb)
                    && verb is "generateContent" or "streamGenerateContent" or "countTokens" => MatchGemini(
                verb,
                $"endpoints/{endpoint}"
            ),
            _ => null,
        };

    private static Route? MatchModel(string publisher, string model, string verb) =>
        (publisher, verb) switch
        {
            ("anthropic", "rawPredict" or "streamRawPredict") => model == "count-tokens"
                ? s_claudeCount with
                {
                    Dialect = AnthropicDialect.Instance,
                }
                : Raw("anthropic.messages", model, verb, AnthropicDialect.Instance),
            ("mistralai", "rawPredict" or "streamRawPredict") => Raw(
                "mistral.chat",
                model,
                verb,
                OpenAiDialect.Instance
            ),
            ("google", _) => MatchGemini(verb, model),
            _ => null,
        };

    private static Route Raw(string api, string model, string verb, Dialect dialect) =>
        Inference(api, model, streamed: verb == "streamRawPredict") with
        {
            Dialect = dialect,
        };

    private static Route? MatchOpenAi(string method, string below) =>
        OpenAiDialect.Instance.Match(method, below) is { } route
            ? route with
            {
                Dialect = OpenAiDialect.Instance,
            }
            : null;

    private static Route? At(string location, Route? route) =>
        route is null ? null : route with { Conditions = [new(Region, location)] };

    /// <inheritdoc/>
    public override string? HostOf(Uri configured, Route route)
    {
        ArgumentNullException.ThrowIfNull(configured);
        ArgumentNullException.ThrowIfNull(route);
        if (!configured.Host.Equals(GlobalHost, StringComparison.OrdinalIgnoreCase) || route.Conditions.Count == 0)
        {
            return null;
        }

        return route.Conditions[0].Value switch
        {
            "global" => null,
            "us" => "aiplatform.us.rep.googleapis.com",
            "eu" => "aiplatform.eu.rep.googleapis.com",
            string location => $"{location}-{GlobalHost}",
        };
    }

    /// <summary>A location becomes part of a host name, so it is small letters, digits and single hyphens inside.</summary>
    private static bool IsLocation(ReadOnlySpan<char> text)
    {
        const int Longest = 40;
        if (text.IsEmpty || text.Length > Longest || text[0] == '-' || text[^1] == '-')
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }
}
