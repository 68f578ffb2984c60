using System.Runtime.InteropServices;

namespace TokenLedger.Reporting.Columns;

/// <summary>
/// One thread's rows of a span: the number of each row's group and its measures, as narrow as the bounds of the columns
/// allow. Then put into pieces, column by column.
/// </summary>
internal sealed class PieceRows
{
    private readonly ScanQuery _query;
    private readonly KeyCode _code;
    private readonly RowSelection _selection;
    private readonly StatusRows _statuses;
    private readonly long[] _values = new long[RowSelection.BlockRows];
    private readonly int[] _chosen = new int[RowSelection.BlockRows];
    private readonly byte[][] _measures;
    private readonly (int Width, long Least)[] _stored;
    private ulong[] _codes = [];
    private int[] _places = [];
    private int _count;

    public PieceRows(ScanQuery query, KeyCode code)
    {
        (_query, _code) = (query, code);
        _selection = new RowSelection(query);
        _statuses = new StatusRows(_selection);
        _measures = [.. query.Measures.Select(_ => Array.Empty<byte>())];
        _stored = new (int, long)[_measures.Length];
    }

    /// <summary>Reads the rows of chunks that are in the pieces of a pass, in the place of those read before.</summary>
    public void Read(IReadOnlyList<Chunk> chunks, PiecePass pass)
    {
        Chunk[] meant = [.. chunks.Where(chunk => chunk.Rows > 0 && !_selection.IsOutside(chunk))];
        MakeRoom(meant);
        foreach ((Chunk chunk, int from, RowSelection kept) in RowReader.Blocks(meant, _query, _selection))
        {
            Span<ulong> codes = _codes.AsSpan(_count, kept.Kept);
            Number(chunk, from, codes);
            int? chosen = pass.Count > 1 ? Choose(codes, pass) : null;
            ReadMeasures(chunk, from, kept.Kept, chosen);
            _count += chosen ?? kept.Kept;
        }
    }

    /// <summary>The rows, those of one piece side by side; rows of one group are not summed.</summary>
    public PieceGroups InPieces()
    {
        ReadOnlySpan<ulong> codes = _codes.AsSpan(0, _count);
        int[] starts = new int[PieceLayout.Pieces + 1];
        foreach (ulong code in codes)
        {
            starts[PieceLayout.PieceOf(code) + 1]++;
        }

        for (int piece = 0; piece < PieceLayout.Pieces; piece++)
        {
            starts[piece + 1] += starts[piece];
        }

        Span<int> places = _places.AsSpan(0, _count);
        Place(codes, places, [.. starts]);
        byte[] numbers = GC.AllocateUninitializedArray<byte>(_count * sizeof(ulong));
        StoredValues.Scatter(MemoryMarshal.AsBytes(codes), sizeof(ulong), places, numbers);
        PackedValues[] sums = new PackedValues[_measures.Length];
        for (int measure = 0; measure < sums.Length; measure++)
        {
            (int width, long least) = _stored[measure];
            byte[] values = GC.AllocateUninitializedArray<byte>(_count * width);
            StoredValues.Scatter(_measures[measure].AsSpan(0, _count * width), width, places, values);
            sums[measure] = PackedValues.Of(values, width, least);
        }

        return new(0, starts, PackedValues.Of(numbers, sizeof(ulong), 0), sums);
    }

    private static void Place(ReadOnlySpan<ulong> codes, Span<int> places, int[] next)
    {
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = next[PieceLayout.PieceOf(codes[i])]++;
        }
    }

    private void Number(Chunk chunk, int from, Span<ulong> codes)
    {
        codes.Clear();
        Span<long> values = _values.AsSpan(0, codes.Length);
        for (int key = 0; key < _query.Keys.Count; key++)
        {
            _selection.Read(chunk, _query.Keys[key], from, values);
            _code.Join(key, values, codes);
        }

        KeyCode.Spread(codes);
    }

    /// <summary>Keeps the rows of the pieces of a pass, and notes which they are.</summary>
    private int Choose(Span<ulong> codes, PiecePass pass)
    {
        int chosen = 0;
        for (int i = 0; i < codes.Length; i++)
        {
            if (pass.Has(PieceLayout.PieceOf(codes[i])))
            {
                (codes[chosen], _chosen[chosen]) = (codes[i], i);
                chosen++;
            }
        }

        return chosen;
    }

    private void ReadMeasures(Chunk chunk, int from, int rows, int? chosen)
    {
        _statuses.Begin(chunk, from);
        for (int i = 0; i < _measures.Length; i++)
        {
            (int width, long least) = _stored[i];
            if (width == 0)
            {
                continue;
            }

            Measure measure = _query.Measures[i];
            Span<long> values = _values.AsSpan(0, rows);
            StatusShare share = StatusRows.ShareOf(chunk, measure.Statuses);
            if (share == StatusShare.None)
            {
                values.Clear();
            }
            else
            {
                _selection.Read(chunk, measure.Column, from, values);
                _statuses.Keep(values, share == StatusShare.All ? Measure.Any : measure.Statuses);
            }

            for (int k = 0; k < chosen; k++)
            {
                values[k] = values[_chosen[k]];
            }

            values = values[..(chosen ?? rows)];
            StoredValues.Narrow(values, width, least, _measures[i].AsSpan(_count * width, values.Length * width));
        }
    }

    /// <summary>Makes room for all rows of some chunks, and finds how narrow their measures can be.</summary>
    private void MakeRoom(Chunk[] chunks)
    {
        _count = 0;
        int rows = chunks.Sum(chunk => chunk.Rows);
        if (_codes.Length < rows)
        {
            _codes = GC.AllocateUninitializedArray<ulong>(rows);
            _places = GC.AllocateUninitializedArray<int>(rows);
        }

        for (int i = 0; i < _measures.Length; i++)
        {
            Measure measure = _query.Measures[i];
            // Rows of other statuses have 0.
            (long least, long most) = measure.Statuses == Measure.Any ? (long.MaxValue, long.MinValue) : (0, 0);
            foreach (Chunk chunk in chunks)
            {
                (long low, long high) = chunk.Bounds(measure.Column);
                (least, most) = (Math.Min(least, low), Math.Max(most, high));
            }

            _stored[i] = chunks.Length == 0 ? (0, 0) : (StoredValues.WidthOf(least, most), least);
            if (_measures[i].Length < rows * _stored[i].Width)
            {
                _measures[i] = GC.AllocateUninitializedArray<byte>(rows * _stored[i].Width);
            }
        }
    }
}
