namespace TokenLedger.Functional.Tests.Clients;

/// <summary>The npm package that verifies Standard Webhooks, in a folder of its own.</summary>
internal static class WebhookClient
{
    private static readonly NodeProject _project = new(Path.Combine(NodeProject.Clients, "webhooks"), "webhooks");

    /// <summary>Asks it about a request given as JSON.</summary>
    /// <returns>Its verdict as JSON; null when there is no Node here.</returns>
    public static Task<string?> VerifyAsync(string request, CancellationToken cancellation) =>
        _project.RunAsync(["verify.mjs", request], cancellation);
}
