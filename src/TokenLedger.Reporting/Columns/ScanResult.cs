namespace TokenLedger.Reporting.Columns;

/// <summary>Groups and their sums, in no order; in a few large arrays, because there may be a million of them.</summary>
internal sealed class ScanResult
{
    private readonly GroupTable _groups;
    private readonly NumberTable _members;
    private readonly long[] _sums;
    private readonly int _measures;

    internal ScanResult(GroupTable groups, NumberTable members, long[] sums, int measures)
    {
        (_groups, _members, _sums, _measures) = (groups, members, sums, measures);
    }

    /// <summary>Groups.</summary>
    public int Count => _groups.Count;

    /// <summary>A group's numbers of names (0 for none) or indexes of periods, one for each key of the question.</summary>
    public long[] KeysOf(int group) => _groups.KeysOf(group);

    /// <summary>The value of a group's last key.</summary>
    public long LastKeyOf(int group) => _groups.LastKeyOf(group);

    /// <summary>The number of a group by its keys but the last, from 0 without gaps: equal for groups that differ in that.</summary>
    public int ParentOf(int group) => _groups.ParentOf(group);

    /// <summary>A group's sums, one for each measure of the question.</summary>
    public ReadOnlySpan<long> SumsOf(int group) => _sums.AsSpan(group * _measures, _measures);

    /// <summary>The names in a sum that is a set, see <see cref="Measure.Members"/>; 0 for none.</summary>
    public IEnumerable<long> MembersOf(long set)
    {
        for (int i = 0; i < _members.Count; i++)
        {
            if ((set >> Math.Min(i, ScanWorker.MostMembers) & 1) != 0)
            {
                yield return _members.At(i);
            }
        }
    }
}
