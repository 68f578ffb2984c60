using TokenLedger.Gateway.Upstreams.Rotation;

namespace TokenLedger.Gateway.Upstreams;

/// <summary>Timeouts of their own for some calls: reasoning models are silent for long, and quick ones should not be.</summary>
public sealed record RouteTimeout
{
    /// <summary>Pattern of the paths concerned, as the caller sends them; "*" stands for any characters. Null for all.</summary>
    public string? Path { get; init; }

    /// <summary>Pattern of the models concerned. Null for all.</summary>
    public string? Model { get; init; }

    /// <summary>Whether calls that ask for a stream are concerned, or those that do not. Null for both.</summary>
    public bool? Streamed { get; init; }

    /// <summary>Longest wait for the response headers; null leaves what applies otherwise.</summary>
    public TimeSpan? Response { get; init; }

    /// <summary>Longest silence within the body; null leaves what applies otherwise.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>Whether it concerns a call.</summary>
    /// <param name="path">The request's path.</param>
    /// <param name="model">The model asked for; null when the call names none.</param>
    /// <param name="streamed">Whether a stream is asked for.</param>
    public bool Concerns(string path, string? model, bool streamed) =>
        (Path is null || Target.Concerns([Path], path))
        && (Model is null || Target.Concerns([Model], model))
        && (Streamed is null || Streamed == streamed);
}

/// <summary>The timeouts of one attempt.</summary>
/// <param name="Response">Longest wait for the response headers.</param>
/// <param name="Idle">Longest silence within the body.</param>
internal readonly record struct UpstreamTimeouts(TimeSpan Response, TimeSpan Idle)
{
    /// <summary>Those of a call: of the first route that concerns it, else the general ones.</summary>
    public static UpstreamTimeouts Of(GatewayOptions options, string path, string? model, bool streamed)
    {
        foreach (RouteTimeout route in options.RouteTimeouts)
        {
            if (route.Concerns(path, model, streamed))
            {
                return new(
                    route.Response ?? options.UpstreamResponseTimeout,
                    route.Idle ?? options.UpstreamIdleTimeout
                );
            }
        }

        return new(options.UpstreamResponseTimeout, options.UpstreamIdleTimeout);
    }
}
