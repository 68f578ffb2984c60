namespace TokenLedger.Demo.Simulation;

/// <summary>Reading request paths.</summary>
internal static class PathText
{
    /// <summary>What follows a prefix; null when the path does not begin with it.</summary>
    public static string? Below(this string path, string prefix) =>
        path.StartsWith(prefix, StringComparison.Ordinal) ? path[prefix.Length..] : null;

    /// <summary>What precedes an ending; null when the path does not end with it.</summary>
    public static string? Before(this string path, string ending) =>
        path.EndsWith(ending, StringComparison.Ordinal) ? path[..^ending.Length] : null;
}
