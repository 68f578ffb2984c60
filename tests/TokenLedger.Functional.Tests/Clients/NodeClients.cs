using System.Text.Json;

namespace TokenLedger.Functional.Tests.Clients;

/// <summary>The npm clients of providers.</summary>
internal static class NodeClients
{
    private static readonly NodeProject _project = new(NodeProject.Clients, "clients");

    /// <summary>Runs the exchange script of one client against an address.</summary>
    /// <returns>What the client received, as JSON; null when there is no Node here.</returns>
    public static Task<string?> RunAsync(string client, Uri address, CancellationToken cancellation)
    {
        Dictionary<string, string> addresses = new() { [client] = address.ToString().TrimEnd('/') };
        return RunScriptAsync(["exchange.mjs", JsonSerializer.Serialize(addresses)], cancellation);
    }

    /// <summary>Runs another script of that folder.</summary>
    /// <returns>What it printed; null when there is no Node here.</returns>
    public static Task<string?> RunScriptAsync(string[] arguments, CancellationToken cancellation) =>
        _project.RunAsync(arguments, cancellation);
}
