using System.Text.RegularExpressions;
using TokenLedger.Gateway.Upstreams.Credentials;

namespace TokenLedger.Gateway.Dialects;

/// <summary>
/// Azure OpenAI: OpenAI's routes below a deployment's name (dated versions), below /openai, or below /openai/v1.
/// </summary>
/// <remarks>https://learn.microsoft.com/azure/ai-foundry/openai/reference</remarks>
public sealed partial class AzureDialect : Dialect
{
    /// <summary>The one instance; it holds no state.</summary>
    public static AzureDialect Instance { get; } = new();

    /// <summary>First dated version that takes stream_options; an earlier one refuses a request that has them.</summary>
    private const string FirstWithStreamOptions = "2024-09-01";

    private static readonly OpenAiRoutes s_routes = new("azure");

    private AzureDialect() { }

    /// <inheritdoc/>
    public override string Name => "azure";

    /// <inheritdoc/>
    public override bool NamesDeployments => true;

    /// <inheritdoc/>
    /// <remarks>
    /// An upstream may be configured with or without /openai in its address. Model-inference routes stand below /models,
    /// Anthropic's below /anthropic.
    /// </remarks>
    public override Route? Match(string method, string path)
    {
        if (path.StartsWith("/anthropic/", StringComparison.Ordinal))
        {
            return AnthropicDialect.Instance.Match(method, path["/anthropic".Length..]);
        }

        ReadOnlySpan<char> rest = Without(path, "/openai");
        const string Deployments = "/deployments/";
        if (!rest.StartsWith(Deployments, StringComparison.Ordinal))
        {
            Route? route = s_routes.Match(method, Without(rest, "/v1"));
            return route ?? (method == "POST" ? s_routes.Match(method, Without(rest, "/models")) : null);
        }

        rest = rest[Deployments.Length..];
        int end = rest.IndexOf('/');
        return end > 0 && IsId(rest[..end]) ? InDeployment(method, rest[..end], rest[end..]) : null;
    }

    /// <summary>Below a deployment stand the routes that run its model, and no others.</summary>
    private static Route? InDeployment(string method, ReadOnlySpan<char> deployment, ReadOnlySpan<char> path)
    {
        Route? route = method == "POST" ? s_routes.Match(method, Without(path, "/extensions")) : null;
        return route is { Kind: RouteKind.Inference } ? route with { Model = deployment.ToString() } : null;
    }

    private static ReadOnlySpan<char> Without(ReadOnlySpan<char> path, string start) =>
        path.StartsWith(start, StringComparison.Ordinal) && path.Length > start.Length && path[start.Length] == '/'
            ? path[start.Length..]
            : path;

    /// <inheritdoc/>
    public override bool TakesStreamOptions(string query)
    {
        Match version = DatedVersion().Match(query);
        return !version.Success || string.CompareOrdinal(version.Groups["date"].Value, FirstWithStreamOptions) >= 0;
    }

    /// <inheritdoc/>
    public override CredentialHeader CredentialHeaderOf(Route route) => new("api-key", "");

    /// <inheritdoc/>
    public override byte[] ErrorBody(Refusal refusal, Guid? call) => OpenAiDialect.Instance.ErrorBody(refusal, call);

    [GeneratedRegex(@"[?&]api-version=(?<date>\d{4}-\d{2}-\d{2})", RegexOptions.CultureInvariant)]
    private static partial Regex DatedVersion();
}
