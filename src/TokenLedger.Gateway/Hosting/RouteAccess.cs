namespace TokenLedger.Gateway.Hosting;

/// <summary>Who may use a route of the gateway's own. Every endpoint carries one; a test walks them all.</summary>
public enum RouteAccess
{
    /// <summary>Anyone who reaches the port: liveness and readiness, which tell nothing.</summary>
    Public,

    /// <summary>Reading: every role, each within what it may see. Anything else: administrators.</summary>
    Management,

    /// <summary>Every role, each within what it may see.</summary>
    Viewer,

    /// <summary>Auditors and administrators.</summary>
    Auditor,

    /// <summary>Administrators, and those of a tenant within it.</summary>
    TenantAdmin,

    /// <summary>Administrators.</summary>
    Admin,
}

/// <summary>Marks an endpoint with its access.</summary>
/// <param name="Access">Who may use it.</param>
public sealed record RouteAccessMetadata(RouteAccess Access);
