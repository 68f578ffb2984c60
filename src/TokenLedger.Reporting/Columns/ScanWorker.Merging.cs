using System.Runtime.CompilerServices;

namespace TokenLedger.Reporting.Columns;

/// <summary>What others read joins what this thread has read, and leaves it for them.</summary>
internal sealed partial class ScanWorker
{
    /// <summary>Adds the groups of a part of the rows that was read elsewhere.</summary>
    /// <param name="part">The part, of the same question.</param>
    /// <param name="period">The number of the period that it counts periods from.</param>
    public void Merge(PartialSums part, long period)
    {
        long[] bits = [.. part.Members.Select(BitOf)];
        for (int measure = 0; measure < _measures; measure++)
        {
            _largest[measure] += part.Largest[measure];
        }

        for (int from = 0; from < part.Groups; from += RowSelection.BlockRows)
        {
            int count = Math.Min(RowSelection.BlockRows, part.Groups - from);
            Place(part, period, from, count);
            for (int measure = 0; measure < _measures; measure++)
            {
                if (!part.Sums[measure].AreZero)
                {
                    Merge(part.Sums[measure], measure, bits, from, count);
                }
            }
        }
    }

    /// <summary>What was read so far, for merging elsewhere.</summary>
    /// <param name="period">The number of the period that it is to count periods from.</param>
    public PartialSums Part(long period)
    {
        MakeRoom();
        int groups = _groups.Count;
        PackedValues[] keys = [.. Enumerable.Range(0, _query.Keys.Count).Select(key => Packed(groups, key, KeyOf))];
        PackedValues[] sums = [.. Enumerable.Range(0, _measures).Select(measure => Packed(groups, measure, SumOf))];
        return new(groups, keys, sums, _members.ToArray(), [.. _largest]);

        long KeyOf(int group, int key) => _groups.KeyOf(group, key) - (_query.Keys[key].IsPeriods ? period : 0);
        long SumOf(int group, int measure) => _sums[(group * _measures) + measure];
    }

    private static PackedValues Packed(int groups, int place, Func<int, int, long> valueOf)
    {
        long[] values = new long[groups];
        for (int group = 0; group < groups; group++)
        {
            values[group] = valueOf(group, place);
        }

        return new(values);
    }

    /// <summary>Finds where the sums of some groups of a part are here.</summary>
    private void Place(PartialSums part, long period, int from, int count)
    {
        Span<int> groups = _groupOf.AsSpan(0, count);
        Span<long> values = _values.AsSpan(0, count);
        groups.Clear();
        for (int key = 0; key < part.Keys.Length; key++)
        {
            part.Keys[key].Read(from, values);
            for (int i = 0; i < count && _query.Keys[key].IsPeriods; i++)
            {
                values[i] += period;
            }

            _groups.Join(key, values, groups);
        }

        MakeRoom();
        for (int i = 0; i < count; i++)
        {
            _places[i] = groups[i] * _measures;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Merge(PackedValues sums, int measure, long[] bits, int from, int count)
    {
        MeasureKind kind = _query.Measures[measure].Kind;
        if (kind == MeasureKind.Sum && _largest[measure] <= (ulong)long.MaxValue)
        {
            sums.Add(from, _places.AsSpan(0, count), _sums.AsSpan(measure));
            return;
        }

        Span<long> values = _values.AsSpan(0, count);
        sums.Read(from, values);
        if (kind != MeasureKind.Set)
        {
            Add(measure, kind, values);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            _sums[_places[i] + measure] |= Translated(bits, values[i]);
        }
    }

    /// <summary>A set in the numbers of this worker.</summary>
    private static long Translated(long[] bits, long set)
    {
        long own = 0;
        for (int i = 0; i < bits.Length; i++)
        {
            own |= (set >> Math.Min(i, MostMembers) & 1) != 0 ? bits[i] : 0;
        }

        return own;
    }
}
