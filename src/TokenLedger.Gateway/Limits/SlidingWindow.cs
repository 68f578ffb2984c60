namespace TokenLedger.Gateway.Limits;

/// <summary>
/// What was used within the time just passed: a true sliding window. It keeps every use with its instant, so that the
/// sum over (now − length, now] is exact, as long as there are at most <see cref="MostKept"/> of them. When there are
/// more, those within the same 32nd part of the length become one, which counts until the latest of them has passed:
/// never too little within any window of the length, and never for more than a 32nd too long.
/// </summary>
/// <remarks>16 bytes for each use kept, room for 2 at first and for 128 at most: 2 KiB. Not safe for several threads.</remarks>
/// <param name="length">The window's length in ticks, above 0.</param>
internal sealed class SlidingWindow(long length)
{
    /// <summary>Most uses kept apart.</summary>
    public const int MostKept = 128;

    /// <summary>Into how many parts the length is cut when uses are put together.</summary>
    private const int Parts = 32;

    private Use[] _uses = new Use[2]; // a ring
    private int _first;
    private int _count;

    /// <summary>What is used within the window, as of the last instant it was asked about.</summary>
    public long Sum { get; private set; }

    /// <summary>Uses kept.</summary>
    public int Kept => _count;

    /// <summary>Whether nothing counts any more.</summary>
    public bool IsEmptyAt(long now)
    {
        Pass(now);
        return _count == 0;
    }

    /// <summary>Lets go of what has left the window.</summary>
    public void Pass(long now)
    {
        while (_count > 0 && At(0).Instant + length <= now)
        {
            Sum -= At(0).Amount;
            _first = (_first + 1) & (_uses.Length - 1);
            _count--;
        }
    }

    /// <summary>Counts a use in its place among the others; one older than some is no less welcome.</summary>
    public void Add(long now, long amount)
    {
        Pass(now);
        Sum += amount;
        if (_count > 0 && At(_count - 1).Instant == now)
        {
            At(_count - 1).Amount += amount;
            return;
        }

        MakeRoom();
        int place = _count++;
        for (; place > 0 && At(place - 1).Instant > now; place--)
        {
            At(place) = At(place - 1);
        }

        At(place) = new Use { Instant = now, Amount = amount };
    }

    /// <summary>Takes back a part of what was counted at an instant; what has left the window is left alone.</summary>
    public void Return(long instant, long amount)
    {
        for (int i = 0; i < _count; i++)
        {
            if (At(i).Instant >= instant)
            {
                long back = Math.Min(amount, At(i).Amount);
                At(i).Amount -= back;
                Sum -= back;
                return;
            }
        }
    }

    /// <summary>
    /// How long until <paramref name="amount"/> more fits into <paramref name="most"/>: 0 when it fits now. One that is
    /// larger than all that may be used fits when nothing else counts.
    /// </summary>
    /// <returns>Ticks: exactly then it fits, and not one tick before, if nothing else is used meanwhile.</returns>
    public long WaitFor(long now, long amount, long most)
    {
        Pass(now);
        long over = Sum + Math.Min(amount, most) - most;
        long wait = 0;
        for (int i = 0; over > 0 && i < _count; i++)
        {
            over -= At(i).Amount;
            wait = At(i).Instant + length - now;
        }

        return wait;
    }

    /// <summary>How long until nothing counts any more, in ticks; 0 when nothing does.</summary>
    public long WaitForEmpty(long now) => IsEmptyAt(now) ? 0 : At(_count - 1).Instant + length - now;

    /// <summary>One that counts the same.</summary>
    public SlidingWindow Copy() =>
        new(length)
        {
            _uses = [.. _uses],
            _first = _first,
            _count = _count,
            Sum = Sum,
        };

    private ref Use At(int index) => ref _uses[(_first + index) & (_uses.Length - 1)];

    private void MakeRoom()
    {
        if (_count < _uses.Length)
        {
            return;
        }

        if (_count < MostKept)
        {
            Use[] larger = new Use[_uses.Length * 2];
            for (int i = 0; i < _count; i++)
            {
                larger[i] = At(i);
            }

            _uses = larger;
            _first = 0;
            return;
        }

        PutTogether();
    }

    /// <summary>The parts lie on a fixed grid, so that a use put together twice has still not left its part.</summary>
    private void PutTogether()
    {
        long part = Math.Max(1, length / Parts);
        int kept = 0;
        for (int i = 1; i < _count; i++)
        {
            Use next = At(i);
            if (next.Instant / part == At(kept).Instant / part)
            {
                At(kept).Instant = next.Instant;
                At(kept).Amount += next.Amount;
            }
            else
            {
                At(++kept) = next;
            }
        }

        _count = kept + 1;
    }

    private struct Use
    {
        public long Instant;
        public long Amount;
    }
}
