namespace TokenLedger.Reporting.Queries.Grouped;

/// <summary>
/// The numbers of a group's names, up to <see cref="GroupedSlice.MostGroupings"/>, the provider and the tenant.
/// </summary>
internal readonly record struct GroupKey(int Count, long First, long Second, long Third, long Fourth, long Fifth)
{
    /// <summary>The key of a group.</summary>
    public static GroupKey Of(ReadOnlySpan<long> numbers) =>
        new(numbers.Length, At(numbers, 0), At(numbers, 1), At(numbers, 2), At(numbers, 3), At(numbers, 4));

    private static long At(ReadOnlySpan<long> numbers, int place) => place < numbers.Length ? numbers[place] : 0;
}
