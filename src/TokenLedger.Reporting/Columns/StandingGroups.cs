namespace TokenLedger.Reporting.Columns;

/// <summary>
/// All groups of a run of sealed segments, summed: kept from one question to the next, so that only what was booked since
/// is left to be laid over them, see <see cref="StandingRun"/>. Immutable.
/// </summary>
/// <param name="Groups">The groups, in each piece in the order of their numbers.</param>
internal sealed record StandingGroups(PieceGroups Groups) : IRemembered
{
    /// <summary>Most groups that are kept so; with more, the parts of the run are summed anew for each question.</summary>
    public const int Most = 1 << 20;

    /// <inheritdoc/>
    public long Bytes => Groups.Bytes;

    /// <summary>Where a group is; -1 when it is not among them.</summary>
    public int PlaceOf(ulong code)
    {
        int piece = PieceLayout.PieceOf(code);
        (int low, int high) = (Groups.Starts[piece], Groups.Starts[piece + 1] - 1);
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            ulong found = CodeOf(middle);
            if (found == code)
            {
                return middle;
            }

            (low, high) = found < code ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>The number of the group at a place.</summary>
    public ulong CodeOf(int place) => (ulong)Groups.Codes.At(place);

    /// <summary>Reads the sums of the group at a place.</summary>
    public void Read(int place, Span<long> sums)
    {
        for (int measure = 0; measure < sums.Length; measure++)
        {
            sums[measure] = Groups.Sums[measure].At(place);
        }
    }
}
