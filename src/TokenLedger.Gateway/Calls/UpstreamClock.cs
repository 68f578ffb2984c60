namespace TokenLedger.Gateway.Calls;

/// <summary>
/// Bounds every wait for the upstream, and knows afterwards why one ended: the upstream was silent too long, the caller
/// left, the call was told to end, or the gateway stops.
/// </summary>
internal sealed class UpstreamClock : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _onCut;
    private readonly CancellationTokenRegistration _onClientGone;
    private readonly CancellationTokenRegistration _onCallCut;
    private readonly CancellationToken _cut;
    private readonly CallCut _callCut;
    private readonly CancellationToken _clientGone;
    private readonly GatewayOptions _options;
    private readonly Lock _gate = new();
    private bool _draining;

    /// <summary>Starts without a bound: <see cref="Allow"/> sets one for each wait.</summary>
    /// <param name="options">The timeouts.</param>
    /// <param name="time">The clock.</param>
    /// <param name="callCut">How the call is told to end.</param>
    /// <param name="cut">Cancelled when the gateway stops.</param>
    /// <param name="clientGone">Cancelled when the caller leaves.</param>
    public UpstreamClock(
        GatewayOptions options,
        TimeProvider time,
        CallCut callCut,
        CancellationToken cut,
        CancellationToken clientGone
    )
    {
        _options = options;
        _callCut = callCut;
        _cut = cut;
        _clientGone = clientGone;
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _onCut = cut.UnsafeRegister(static self => ((UpstreamClock)self!)._source.Cancel(), this);
        _onCallCut = callCut.Token.UnsafeRegister(static self => ((UpstreamClock)self!)._source.Cancel(), this);
        _onClientGone = clientGone.UnsafeRegister(static self => ((UpstreamClock)self!).OnClientGone(), this);
    }

    /// <summary>Ends the wait.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether the caller has left.</summary>
    public bool ClientGone => _clientGone.IsCancellationRequested;

    /// <summary>Whether the call was told to end.</summary>
    public bool CallCut => _callCut.Why is not null;

    /// <summary>Allows the next wait so much time; after the caller has left, what remains of the drain.</summary>
    public void Allow(TimeSpan time)
    {
        lock (_gate)
        {
            if (!_draining)
            {
                _source.CancelAfter(time);
            }
        }
    }

    private void OnClientGone()
    {
        lock (_gate)
        {
            _draining = true;
            if (_options.ClientGone == ClientGonePolicy.Stop)
            {
                _source.Cancel();
            }
            else
            {
                _source.CancelAfter(_options.ClientGoneDrain);
            }
        }
    }

    /// <summary>Why the upstream's part ended before its end, as an outcome.</summary>
    public string Cause(string otherwise)
    {
        if (CallCut)
        {
            return _callCut.Outcome;
        }

        if (_cut.IsCancellationRequested)
        {
            return CallOutcome.Shutdown;
        }

        if (ClientGone)
        {
            return CallOutcome.ClientGone;
        }

        return _source.IsCancellationRequested ? CallOutcome.UpstreamTimeout : otherwise;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _onCut.Dispose();
        _onCallCut.Dispose();
        _onClientGone.Dispose();
        _source.Dispose();
    }
}
