using System.Diagnostics;

namespace TokenLedger.Gateway.Alerts.Delivering;

/// <summary>
/// What has been read, what was found, and what became of it: the one place all parts of alerting share. Small and under
/// one lock; nothing waits inside it.
/// </summary>
internal sealed class AlertBook
{
    /// <summary>Alerts kept to be shown after all their deliveries have ended.</summary>
    public const int MostRecent = 500;

    /// <summary>Deliveries that may wait for one channel; the oldest gives way, loudly.</summary>
    public const int MostPending = 1000;

    private readonly Lock _gate = new();
    private readonly AlertOptions _options;
    private readonly TimeProvider _time;
    private readonly AlertTally _tally;
    private readonly LinkedList<RaisedAlert> _raised = new();
    private readonly CoolDowns _coolDowns = new();
    private readonly Dictionary<string, int> _pending;
    private AlertPosition _position;
    private long _version;

    /// <summary>Begins where the last run ended.</summary>
    public AlertBook(AlertOptions options, AlertState state, TimeProvider time, AlertTally tally)
    {
        (_options, _time, _tally, _position) = (options, time, tally, state.Position);
        _pending = options.Channels.ToDictionary(channel => channel.Name, _ => 0, StringComparer.Ordinal);
        foreach (CoolDown coolDown in state.CoolDowns)
        {
            _coolDowns.Restore(coolDown);
        }

        foreach (RaisedAlert raised in state.Raised)
        {
            Restore(raised);
        }
    }

    /// <summary>Told when there is something new for channels. Must return at once.</summary>
    public event Action? Raised;

    /// <summary>Told of deliveries that were given up because too many waited. Must return at once.</summary>
    public event Action<Alert, Delivery>? Displaced;

    /// <summary>How far the ledger has been read.</summary>
    public AlertPosition Position
    {
        get
        {
            lock (_gate)
            {
                return _position;
            }
        }
    }

    /// <summary>Counts what is worth keeping; a file with this number is up to date.</summary>
    public long Version
    {
        get
        {
            lock (_gate)
            {
                return _version;
            }
        }
    }

    /// <summary>Takes what some entries say and moves past them: both or neither is in the file.</summary>
    /// <param name="position">Where to read next; null when the alerts come from elsewhere.</param>
    /// <param name="found">What they say, in order.</param>
    public void Take(AlertPosition? position, IEnumerable<Alert> found)
    {
        bool any = false;
        List<(Alert, Delivery)> displaced = [];
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            foreach (Alert alert in found)
            {
                any |= Take(alert, now, displaced);
            }

            _position = position ?? _position;
            _version += any ? 1 : 0;
        }

        foreach ((Alert alert, Delivery delivery) in displaced)
        {
            Displaced?.Invoke(alert, delivery);
        }

        if (any)
        {
            Raised?.Invoke();
        }
    }

    /// <summary>
    /// The pending delivery of a channel to make next: of those due the gravest, else the one due first. Null when none
    /// is pending.
    /// </summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="untried">Whether only those count that were not tried yet.</param>
    public (Alert Alert, Delivery Delivery)? Next(string channel, bool untried)
    {
        DateTimeOffset now = _time.GetUtcNow();
        lock (_gate)
        {
            var pending =
                from raised in _raised
                from delivery in raised.Deliveries
                where delivery.IsPending && delivery.Channel == channel && !(untried && delivery.Tries > 0)
                select (raised.Alert, Delivery: delivery);
            (Alert Alert, Delivery Delivery)? best = null;
            foreach ((Alert Alert, Delivery Delivery) one in pending)
            {
                best = best is { } other && !IsBefore(one, other, now) ? other : one;
            }

            return best;
        }
    }

    /// <summary>Notes what became of a try. One that has been displaced meanwhile stays given up.</summary>
    public void Note(Guid alert, Delivery after)
    {
        lock (_gate)
        {
            RaisedAlert? raised = _raised.FirstOrDefault(one => one.Alert.Id == alert);
            int at = raised?.Deliveries.FindIndex(one => one.Channel == after.Channel && one.IsPending) ?? -1;
            if (at >= 0)
            {
                Set(raised!, at, after);
                _version++;
                Trim();
            }
        }
    }

    /// <summary>What is known now, the newest alert first.</summary>
    public IReadOnlyList<RaisedAlert> Recent()
    {
        lock (_gate)
        {
            return [.. _raised.Reverse().Select(Copy)];
        }
    }

    /// <summary>Deliveries that wait for a channel.</summary>
    public int Pending(string channel)
    {
        lock (_gate)
        {
            return _pending.GetValueOrDefault(channel);
        }
    }

    /// <summary>All of it, for the file.</summary>
    public (AlertState State, long Version) Snapshot()
    {
        lock (_gate)
        {
            return (new(_position, [.. _raised.Select(Copy)], [.. _coolDowns.All]), _version);
        }
    }

    private static bool IsBefore(
        (Alert Alert, Delivery Delivery) one,
        (Alert Alert, Delivery Delivery) other,
        DateTimeOffset now
    )
    {
        bool bothDue = one.Delivery.Next <= now && other.Delivery.Next <= now;
        return bothDue && one.Alert.Severity != other.Alert.Severity
            ? one.Alert.Severity > other.Alert.Severity
            : one.Delivery.Next < other.Delivery.Next;
    }

    private static RaisedAlert Copy(RaisedAlert raised) => new(raised.Alert, raised.Deliveries);

    private bool Take(Alert alert, DateTimeOffset now, List<(Alert, Delivery)> displaced)
    {
        if (now - alert.At > _options.RetryFor)
        {
            _tally.Expired();
            return false;
        }

        if (_coolDowns.Pass(alert, _options.Cooldown) is not { } passed)
        {
            _tally.Suppressed();
            return false;
        }

        _tally.Raised(passed.Type);
        RaisedAlert raised = new(
            passed,
            _options.Channels.Where(channel => channel.Wants(passed)).Select(channel => Delivery.Due(channel.Name, now))
        );
        _raised.AddLast(raised);
        foreach (Delivery delivery in raised.Deliveries.ToArray())
        {
            if (++_pending[delivery.Channel] > MostPending)
            {
                displaced.Add(DisplaceOldest(delivery.Channel, now));
            }
        }

        Trim();
        return true;
    }

    private (Alert, Delivery) DisplaceOldest(string channel, DateTimeOffset now)
    {
        foreach (RaisedAlert raised in _raised)
        {
            int at = raised.Deliveries.FindIndex(one => one.IsPending && one.Channel == channel);
            if (at >= 0)
            {
                Delivery failed = raised.Deliveries[at] with
                {
                    Status = DeliveryStatus.Failed,
                    Next = now,
                    Problem = $"more than {MostPending} alerts wait for this channel",
                };
                Set(raised, at, failed);
                return (raised.Alert, failed);
            }
        }

        throw new UnreachableException("A channel with pending deliveries has none.");
    }

    private void Set(RaisedAlert raised, int at, Delivery after)
    {
        bool ends = raised.Deliveries[at].IsPending && !after.IsPending;
        raised.Deliveries[at] = after;
        if (ends)
        {
            _pending[after.Channel]--;
            _tally.Ended(after.Channel, after.Status == DeliveryStatus.Delivered);
        }
    }

    /// <summary>A delivery to a channel that the settings no longer have ends here.</summary>
    private void Restore(RaisedAlert raised)
    {
        for (int i = 0; i < raised.Deliveries.Count; i++)
        {
            Delivery delivery = raised.Deliveries[i];
            if (delivery.IsPending && !_pending.ContainsKey(delivery.Channel))
            {
                raised.Deliveries[i] = delivery with
                {
                    Status = DeliveryStatus.Failed,
                    Problem = "the channel is no longer configured",
                };
            }
            else if (delivery.IsPending)
            {
                _pending[delivery.Channel]++;
            }
        }

        _raised.AddLast(raised);
    }

    /// <summary>Forgets the oldest alerts that have nothing left to do, past the number kept.</summary>
    private void Trim()
    {
        int excess = _raised.Count - MostRecent;
        for (LinkedListNode<RaisedAlert>? node = _raised.First; node is not null && excess > 0; )
        {
            LinkedListNode<RaisedAlert>? next = node.Next;
            if (!node.Value.IsPending)
            {
                _raised.Remove(node);
                excess--;
            }

            node = next;
        }
    }
}
