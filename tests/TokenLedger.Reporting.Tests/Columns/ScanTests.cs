using FsCheck;
using FsCheck.Fluent;
using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Tests.Support;

namespace TokenLedger.Reporting.Tests.Columns;

public sealed class ScanTests : IDisposable
{
    private static readonly ScanKey s_model = ScanKey.OfDimension(Dimensions.Model);
    private static readonly ScanKey s_session = ScanKey.OfDimension(Dimensions.Session);

    private readonly TemporaryFolder _folder = new();
    private readonly List<ColumnRow> _rows = RandomRows.Of(seed: 11, 7000);
    private readonly ColumnView _view;
    private readonly OpenedColumns _opened = new();
    private readonly ColumnView _keptView;

    public ScanTests()
    {
        ColumnFolder folder = new(_folder["columns"]);
        using (ColumnStore store = ColumnStore.Open(folder, segmentRows: 100)!)
        {
            foreach (ColumnRow[] part in _rows.Chunk(60)) // 58 segments, and rows after them
            {
                store.Append(part, part[^1].Sequence + 1);
            }
        }

        _view = ColumnView.Open(folder)!;
        _keptView = _opened.View(folder)!;
    }

    public void Dispose()
    {
        _view.Dispose();
        _keptView.Dispose();
        _opened.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Any_question_is_answered_as_a_plain_loop_over_the_rows_answers_it()
    {
        ScanKey[] keys = [s_model, s_session, ScanKey.OfTag(101), ScanKey.OfTag(999), Periods()];
        Gen<int[]> keyOf = Gen.Choose(0, keys.Length - 1).ArrayOf().Where(picked => picked.Length <= 3);
        Gen<(int From, int Length)> window = Gen.Choose(-100, 7200).Zip(Gen.Choose(0, 7000));
        Prop.ForAll(
                keyOf.ToArbitrary(),
                window.ToArbitrary(),
                Gen.Choose(0, 60).ToArbitrary(),
                (picked, seconds, filter) =>
                {
                    ScanQuery query = new()
                    {
                        Keys = [.. picked.Distinct().Select(i => keys[i])],
                        Measures =
                        [
                            new(Field.KnownMicro, Measure.Any),
                            new(Field.Calls, Measure.Of(CallStatus.Settled, CallStatus.Voided)),
                            new(Field.Input, Measure.Of(CallStatus.Correction)),
                            new(Field.Written, Measure.Any),
                        ],
                        Where =
                            filter < 3 ? [new(s_model, filter)]
                            : filter < 6 ? [new(s_model, [filter, filter - 2], Excludes: filter == 4)]
                            : filter < 9 ? [new(ScanKey.OfTag(100), filter - 5)]
                            : filter < 15 ? [new(s_session, [.. Enumerable.Range(filter, 9000).Select(i => i * 7L)])]
                            : [],
                        Instant = filter % 2 == 0 ? Field.OccurredAt : Field.BookedAt,
                        From = filter % 5 == 0 ? null : Start + (seconds.From * 1_000_000L),
                        To = filter % 7 == 0 ? null : Start + ((seconds.From + seconds.Length) * 1_000_000L),
                        Before = filter % 3 == 0 ? _rows[5000].Sequence : long.MaxValue,
                    };
                    List<string> expected = Plain(query);
                    Assert.Equal(expected, Text(Scan.Run(_view, query)));
                    Assert.Equal(expected, Text(Scan.Run(_keptView, query)));
                    Assert.Equal(expected, Text(Scan.Run(_keptView, query)));
                    if (query.Keys.Count > 0)
                    {
                        foreach (ColumnView view in (ColumnView[])[_view, _keptView, _keptView])
                        {
                            HeavyGroups found = HeavyGroups.Run(view, query, 5, 4, Weight)!;
                            Assert.Equal(Heaviest(expected, 5), Heaviest(found, 5));
                        }
                    }

                    if (filter % 10 == 0)
                    {
                        Assert.Equal(
                            _rows.Where(row => IsMeant(row, query)).Select(WholeText),
                            RowReader.Whole(_view, query).Select(WholeText)
                        );
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));
        Assert.True(_opened.Memory.Count > 0);
    }

    [Fact]
    public void A_question_without_keys_has_one_group_even_when_no_row_is_meant()
    {
        ScanQuery query = new()
        {
            Keys = [],
            Measures = [new(Field.Calls, Measure.Any)],
            To = 5,
            Before = long.MaxValue,
        };

        ScanResult result = Scan.Run(_view, query);
        Assert.Equal(1, result.Count);
        Assert.Empty(result.KeysOf(0));
        Assert.Equal([0], result.SumsOf(0).ToArray());
    }

    [Fact]
    public void A_set_names_the_values_that_occur_in_a_group()
    {
        ScanQuery query = new()
        {
            Keys = [s_model],
            Measures = [Measure.Members(Dimensions.Provider)],
            Where = [new(ScanKey.OfTag(100), 2)],
            Before = long.MaxValue,
        };
        foreach (ColumnView view in (ColumnView[])[_view, _keptView, _keptView])
        {
            NamesOccurringIn(view, query);
        }
    }

    private void NamesOccurringIn(ColumnView view, ScanQuery query)
    {
        ScanResult result = Scan.Run(view, query);
        for (int i = 0; i < result.Count; i++)
        {
            long model = result.KeysOf(i)[0];
            Assert.Equal(
                _rows
                    .Where(row => ValueOf(row, s_model, query) == model && ValueOf(row, ScanKey.OfTag(100), query) == 2)
                    .Select(row => row.Values[ColumnLayout.OfDimension(Dimensions.Provider)])
                    .Distinct()
                    .Order(),
                result.MembersOf(result.SumsOf(i)[0]).Order()
            );
        }
    }

    private const long Start = 1_700_000_000_000_000;

    private static ScanKey Periods() =>
        ScanKey.OfPeriods([.. Enumerable.Range(0, 50).Select(i => Start + (i * 100_000_000L))]);

    private static (Int128, Int128) Weight(ReadOnlySpan<long> sums) => (sums[1], sums[2]);

    /// <summary>The heaviest groups as text, with how many there are, how many without any sum, and the sums of all.</summary>
    private static string Heaviest(IEnumerable<string> groups, int most)
    {
        (string Keys, long[] Sums)[] all =
        [
            .. groups.Select(text =>
                (
                    text,
                    text[(text.IndexOf(':', StringComparison.Ordinal) + 2)..].Split(',').Select(long.Parse).ToArray()
                )
            ),
        ];
        (string Keys, long[] Sums)[] counted = [.. all.Where(one => one.Sums.Any(sum => sum != 0))];
        (Int128, Int128)[] weights = [.. counted.Select(one => Weight(one.Sums)).OrderDescending()];
        (Int128, Int128) least = weights.Length == 0 ? default : weights[Math.Min(most, weights.Length) - 1];
        IEnumerable<string> best = counted.Where(one => Weight(one.Sums).CompareTo(least) >= 0).Select(one => one.Keys);
        long[] total = [.. Enumerable.Range(0, 4).Select(i => counted.Sum(one => one.Sums[i]))];
        return Heaviest(best, counted.Length, all.Length - counted.Length, total);
    }

    private static string Heaviest(HeavyGroups found, int most)
    {
        Assert.True(found.Best.Count >= Math.Min(most, found.Count));
        return Heaviest(
            found.Best.Select(one => $"{string.Join(',', one.Keys)}: {string.Join(',', one.Sums)}"),
            found.Count,
            found.Zeros!.Count,
            found.Total
        );
    }

    private static string Heaviest(IEnumerable<string> best, int count, int zeros, long[] total) =>
        $"{string.Join(" | ", best.Order(StringComparer.Ordinal))} of {count} and {zeros}, {string.Join(',', total)}";

    private static string WholeText(ColumnRow row) =>
        string.Join(',', row.Values) + ";" + string.Join(',', row.Tags.OrderBy(tag => tag.Key));

    private static bool IsMeant(ColumnRow row, ScanQuery query)
    {
        long instant = row.Values[(int)query.Instant];
        return row.Sequence < query.Before
            && !(instant < query.From)
            && !(instant >= query.To)
            && query.Where.All(where => where.Values.Contains(ValueOf(row, where.Key, query)) != where.Excludes);
    }

    private List<string> Plain(ScanQuery query)
    {
        Dictionary<string, long[]> groups = [];
        foreach (ColumnRow row in _rows)
        {
            if (!IsMeant(row, query))
            {
                continue;
            }

            string key = string.Join(',', query.Keys.Select(one => ValueOf(row, one, query)));
            long[] sums = groups.TryGetValue(key, out long[]? known)
                ? known
                : groups[key] = new long[query.Measures.Count];
            for (int i = 0; i < sums.Length; i++)
            {
                Measure measure = query.Measures[i];
                bool counts =
                    measure.Statuses == Measure.Any
                    || (measure.Statuses >> (int)row.Values[(int)Field.Status] & 1) == 1;
                sums[i] += counts ? row.Values[measure.Column] : 0;
            }
        }

        if (query.Keys.Count == 0 && groups.Count == 0)
        {
            groups[""] = new long[query.Measures.Count];
        }

        return
        [
            .. groups.Select(group => $"{group.Key}: {string.Join(',', group.Value)}").Order(StringComparer.Ordinal),
        ];
    }

    private static long ValueOf(ColumnRow row, ScanKey key, ScanQuery query)
    {
        if (key.Starts is { } starts)
        {
            return Array.FindLastIndex(starts, start => start <= row.Values[(int)query.Instant]);
        }

        return key.Column >= 0
            ? row.Values[key.Column]
            : row.Tags.Where(tag => tag.Key == key.Tag).Select(tag => tag.Value).SingleOrDefault();
    }

    private static List<string> Text(ScanResult groups) =>
        [
            .. Enumerable
                .Range(0, groups.Count)
                .Select(i => $"{string.Join(',', groups.KeysOf(i))}: {string.Join(',', groups.SumsOf(i).ToArray())}")
                .Order(StringComparer.Ordinal),
        ];
}
