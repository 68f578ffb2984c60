using System.Numerics;

namespace TokenLedger.Reporting.Columns;

/// <summary>
/// Dense numbers for pairs of dense numbers. As long as there are few of each, a pair has its own place in a plain array.
/// With more, the first partner of each right number is remembered beside it, because one of the two often decides the
/// other (a session its tenant); all other pairs stand in an open table of powers of two, probed linearly.
/// </summary>
internal sealed class PairTable
{
    /// <summary>Places of the plain array: 16 MiB, so that milliseconds by model, or features by user, fit.</summary>
    private const int MostPlaces = 1 << 22;

    private readonly List<ulong> _pairs = [];
    private int[]? _places = new int[64 * 64];
    private int _rightBits = 6;
    private int[] _numbers = [];
    private int[] _firstLeft = [];
    private int[] _firstNumber = [];

    public int Count => _pairs.Count;

    public int Of(int left, int right)
    {
        if (_places is not null && !Fits(left, right))
        {
            Widen(left, right);
        }

        return _places is { } places
            ? OfPlace(ref places[(left << _rightBits) | right], left, right)
            : OfMany(left, right);
    }

    public (int Left, int Right) At(int number) => ((int)(_pairs[number] >> 32), (int)_pairs[number]);

    public void Clear()
    {
        _pairs.Clear();
        (_places, _rightBits) = (new int[64 * 64], 6);
        (_numbers, _firstLeft, _firstNumber) = ([], [], []);
    }

    private bool Fits(int left, int right) =>
        right >> _rightBits == 0 && ((long)left << _rightBits) + right < _places!.Length;

    private int OfPlace(ref int place, int left, int right)
    {
        if (place == 0)
        {
            _pairs.Add(Pair(left, right));
            place = _pairs.Count;
        }

        return place - 1;
    }

    private int OfMany(int left, int right)
    {
        if (right >= _firstLeft.Length)
        {
            int length = (int)BitOperations.RoundUpToPowerOf2((uint)right + 1);
            Array.Resize(ref _firstLeft, length);
            Array.Resize(ref _firstNumber, length);
        }

        if (_firstNumber[right] != 0 && _firstLeft[right] == left)
        {
            return _firstNumber[right] - 1;
        }

        if (_firstNumber[right] == 0)
        {
            _pairs.Add(Pair(left, right));
            _firstLeft[right] = left;
            return (_firstNumber[right] = _pairs.Count) - 1;
        }

        return OfHashed(Pair(left, right));
    }

    private int OfHashed(ulong pair)
    {
        if (_pairs.Count * 2 >= _numbers.Length)
        {
            Grow();
        }

        int place = PlaceOf(pair);
        if (_numbers[place] == 0)
        {
            _pairs.Add(pair);
            _numbers[place] = _pairs.Count;
        }

        return _numbers[place] - 1;
    }

    /// <summary>Makes the plain array larger, or gives it up.</summary>
    private void Widen(int left, int right)
    {
        int rightBits = Math.Max(_rightBits, 32 - BitOperations.LeadingZeroCount((uint)right));
        long lefts = Math.Max((long)BitOperations.RoundUpToPowerOf2((uint)left + 1), _places!.Length >> _rightBits);
        bool fits = lefts << rightBits <= MostPlaces;
        (_places, _rightBits) = (fits ? new int[lefts << rightBits] : null, rightBits);
        ulong[] pairs = [.. _pairs];
        _pairs.Clear();
        foreach (ulong pair in pairs)
        {
            Of((int)(pair >> 32), (int)pair); // in their order, so that each keeps its number
        }
    }

    private static ulong Pair(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    private int PlaceOf(ulong pair)
    {
        int mask = _numbers.Length - 1;
        int place = (int)((pair * 0x9E3779B97F4A7C15) >> 32) & mask;
        while (_numbers[place] is var number and not 0 && _pairs[number - 1] != pair)
        {
            place = (place + 1) & mask;
        }

        return place;
    }

    private void Grow()
    {
        _numbers = new int[Math.Max(1024, _numbers.Length * 2)];
        while (_pairs.Count * 2 >= _numbers.Length)
        {
            _numbers = new int[_numbers.Length * 2];
        }

        for (int i = 0; i < _pairs.Count; i++)
        {
            (int left, int right) = At(i);
            if (_firstLeft[right] != left || _firstNumber[right] != i + 1)
            {
                _numbers[PlaceOf(_pairs[i])] = i + 1;
            }
        }
    }
}
