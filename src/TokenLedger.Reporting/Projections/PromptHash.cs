namespace TokenLedger.Reporting.Projections;

/// <summary>Makes a number of a request's digest, so that equal requests are found by comparing integers.</summary>
internal static class PromptHash
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>64-bit FNV-1a without its sign bit, never 0: the digest is keyed and uniform, so plain mixing is enough.</summary>
    public static long Of(string digest)
    {
        ulong hash = Basis;
        foreach (char character in digest)
        {
            hash = unchecked((hash ^ character) * Prime);
        }

        return Math.Max(1, (long)(hash >> 1));
    }
}
