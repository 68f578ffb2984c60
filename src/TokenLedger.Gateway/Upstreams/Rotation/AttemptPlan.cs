using TokenLedger.Gateway.Upstreams.Breakers;

namespace TokenLedger.Gateway.Upstreams.Rotation;

/// <summary>Where a call may go, in order, and how far it has come.</summary>
/// <param name="origin">Where its path sends it.</param>
/// <param name="model">The model asked for there in place of the caller's; null for the caller's own.</param>
/// <param name="asked">What targets that name no model are asked for: that model, or the caller's own; null for none.</param>
/// <param name="targets">Where it may go, at least one.</param>
internal sealed class AttemptPlan(UpstreamMatch origin, string? model, string? asked, IReadOnlyList<Target> targets)
{
    /// <summary>Where the call's path sends it.</summary>
    public UpstreamMatch Origin => origin;

    /// <summary>The model asked for by targets that name none; null for the caller's own.</summary>
    public string? Model => model;

    /// <summary>The model that a target is asked for.</summary>
    public string? AskedOf(Target target) => target.Model ?? asked;

    /// <summary>Where it may go.</summary>
    public IReadOnlyList<Target> Targets => targets;

    /// <summary>Which target the current attempt is at; -1 before the first.</summary>
    public int At { get; private set; } = -1;

    /// <summary>Retries made at the current target.</summary>
    public int Retries { get; private set; }

    /// <summary>The next attempt is at this target.</summary>
    public void GoTo(int target)
    {
        Retries = target == At ? Retries + 1 : 0;
        At = target;
    }
}

/// <summary>A place that lets the next attempt in.</summary>
/// <param name="At">The target's place in the plan.</param>
/// <param name="Match">Where it goes.</param>
/// <param name="Model">The model asked for in place of the caller's; null for the caller's own.</param>
/// <param name="Asked">The model asked for in the end.</param>
/// <param name="Permit">What the breaker gave.</param>
internal readonly record struct Opening(
    int At,
    UpstreamMatch Match,
    string? Model,
    string? Asked,
    BreakerPermit Permit
);
