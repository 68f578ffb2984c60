namespace TokenLedger.Gateway.Alerts.Delivering;

/// <summary>
/// One alert stands for all like it for a while. Bounded: past <see cref="Most"/> keys, those that end soonest are
/// forgotten, so at worst an alert comes again too early.
/// </summary>
internal sealed class CoolDowns
{
    /// <summary>Most keys remembered.</summary>
    public const int Most = 10_000;

    private readonly Dictionary<string, CoolDown> _byKey = new(StringComparer.Ordinal);

    /// <summary>Those remembered.</summary>
    public IEnumerable<CoolDown> All => _byKey.Values;

    /// <summary>How many are remembered.</summary>
    public int Count => _byKey.Count;

    /// <summary>Takes one over from the file.</summary>
    public void Restore(CoolDown coolDown) => _byKey[coolDown.Key] = coolDown;

    /// <summary>
    /// Judges an alert by its own time, so that reading an entry again gives the same answer.
    /// </summary>
    /// <returns>The alert, saying how many it stands for; null when an earlier one stands for it.</returns>
    public Alert? Pass(Alert alert, TimeSpan usual)
    {
        string key = alert.Key;
        CoolDown? before = _byKey.GetValueOrDefault(key);
        if (before is not null && alert.At < before.Until)
        {
            // What is looked at again and again by a clock would count its looks.
            long suppressed = before.Suppressed + (alert.Quiet is null ? 1 : 0);
            _byKey[key] = before with { Suppressed = suppressed };
            return null;
        }

        if (before is null && _byKey.Count >= Most)
        {
            MakeRoom(alert.At);
        }

        _byKey[key] = new(key, alert.At + (alert.Quiet ?? usual), 0);
        return alert with { Suppressed = before?.Suppressed ?? 0 };
    }

    /// <summary>Forgets what is over, or else the tenth that ends soonest.</summary>
    private void MakeRoom(DateTimeOffset now)
    {
        List<CoolDown> kept = [.. _byKey.Values.Where(one => one.Until > now).OrderBy(one => one.Until)];
        int dropped = Math.Max(0, kept.Count - Most * 9 / 10);
        _byKey.Clear();
        foreach (CoolDown one in kept.Skip(dropped))
        {
            _byKey[one.Key] = one;
        }
    }
}

/// <summary>A key for which no alert is sent for now.</summary>
/// <param name="Key">The alert's key.</param>
/// <param name="Until">First instant at which one is sent again, UTC.</param>
/// <param name="Suppressed">How many were not sent so far.</param>
internal sealed record CoolDown(string Key, DateTimeOffset Until, long Suppressed);
