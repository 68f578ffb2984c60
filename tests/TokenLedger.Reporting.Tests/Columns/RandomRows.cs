using TokenLedger.Reporting.Columns;
using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Tests.Columns;

/// <summary>Rows of every width and sign, the same for the same seed.</summary>
internal static class RandomRows
{
    public static List<ColumnRow> Of(int seed, int count)
    {
        Random random = new(seed);
        List<ColumnRow> rows = [];
        long sequence = 0;
        long time = 1_700_000_000_000_000;
        for (int i = 0; i < count; i++)
        {
            sequence += random.Next(1, 4);
            time += random.Next(0, 2_000_000);
            long[] values = new long[ColumnLayout.Fixed];
            values[(int)Field.Sequence] = sequence;
            values[(int)Field.Status] = random.Next(1, 7);
            values[(int)Field.OccurredAt] = time - random.Next(0, 5_000_000);
            values[(int)Field.BookedAt] = time;
            values[(int)Field.Calls] = random.Next(0, 3);
            values[(int)Field.Latency] = random.Next(0, 100_000);
            values[(int)Field.Input] = random.NextInt64(0, 5_000_000_000);
            values[(int)Field.Output] = random.Next(0, 200);
            values[(int)Field.KnownMicro] = random.NextInt64(-1_000_000_000_000, 1_000_000_000_000);
            values[(int)Field.KnownRest] = random.Next(0, 1_000_000);
            values[ColumnLayout.OfDimension(Dimensions.Model)] = random.Next(1, 6);
            values[ColumnLayout.OfDimension(Dimensions.Provider)] = random.Next(1, 3);
            values[ColumnLayout.OfDimension(Dimensions.Session)] = random.Next(0, 70_000);
            rows.Add(new ColumnRow(values, Tags(random)));
        }

        return rows;
    }

    private static List<KeyValuePair<long, long>> Tags(Random random)
    {
        List<KeyValuePair<long, long>> tags = [];
        for (long name = 100; name < 103; name++)
        {
            if (random.Next(4) == 0)
            {
                tags.Add(new(name, random.Next(1, 4)));
            }
        }

        return tags;
    }
}
