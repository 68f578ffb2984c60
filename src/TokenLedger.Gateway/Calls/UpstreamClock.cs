namespace TokenLedger.Gateway.Calls;

/// <summary>
/// Bounds every wait for the upstream, and knows afterwards why one ended: the upstream was silent too long, the caller
/// left, or the gateway stops.
/// </summary>
internal sealed class UpstreamClock : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _onCut;
    private readonly CancellationTokenRegistration _onClientGone;
    private readonly CancellationToken _cut;
    private readonly CancellationToken _clientGone;
    private readonly GatewayOptions _options;
    private readonly Lock _gate = new();
    private bool _draining;

    /// <summary>Starts without a bound: <see cref="Allow"/> sets one for each wait.</summary>
    public UpstreamClock(GatewayOptions options, TimeProvider time, CancellationToken cut, CancellationToken clientGone)
    {
        _options = options;
        _cut = cut;
        _clientGone = clientGone;
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _onCut = cut.UnsafeRegister(static self => ((UpstreamClock)self!)._source.Cancel(), this);
        _onClientGone = clientGone.UnsafeRegister(static self => ((UpstreamClock)self!).OnClientGone(), this);
    }

    /// <summary>Ends the wait.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether the caller has left.</summary>
    public bool ClientGone => _clientGone.IsCancellationRequested;

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
        _onClientGone.Dispose();
        _source.Dispose();
    }
}
