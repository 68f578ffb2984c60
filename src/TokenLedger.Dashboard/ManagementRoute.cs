namespace TokenLedger.Dashboard;

/// <summary>
/// Marks an endpoint that shows or changes what the gateway knows, as opposed to one that relays a call. The host
/// authorises every endpoint that carries it; a test walks the routes to see that each one does.
/// </summary>
public sealed class ManagementRoute
{
    /// <summary>The mark.</summary>
    public static ManagementRoute Instance { get; } = new();

    private ManagementRoute() { }
}
