namespace TokenLedger.Gateway.Calls;

/// <summary>How a call ended, in the words that entries use.</summary>
public static class CallOutcome
{
    /// <summary>The caller got the whole answer.</summary>
    public const string Served = "served";

    /// <summary>The caller left before the end.</summary>
    public const string ClientGone = "client_gone";

    /// <summary>The upstream answered with an error status.</summary>
    public const string UpstreamRefused = "upstream_refused";

    /// <summary>No connection to the upstream: nothing was sent.</summary>
    public const string UpstreamUnreachable = "upstream_unreachable";

    /// <summary>The upstream broke off after the request was sent and before an answer came.</summary>
    public const string UpstreamFailed = "upstream_failed";

    /// <summary>The upstream was silent for longer than allowed.</summary>
    public const string UpstreamTimeout = "upstream_timeout";

    /// <summary>The answer broke off, or a stream ended without its last event.</summary>
    public const string StreamCut = "stream_cut";

    /// <summary>The stream carried an error event.</summary>
    public const string StreamError = "stream_error";

    /// <summary>The gateway stopped before the answer was complete.</summary>
    public const string Shutdown = "shutdown";

    /// <summary>A budget ended it: its hold could not grow any more.</summary>
    public const string CutByBudget = "cut_by_budget";

    /// <summary>It was ended on purpose: its session, agent, key or tenant was stopped.</summary>
    public const string Killed = "killed";

    /// <summary>A fault of the gateway itself.</summary>
    public const string GatewayFault = "gateway_fault";
}
