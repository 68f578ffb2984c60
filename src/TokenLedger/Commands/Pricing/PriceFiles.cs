namespace TokenLedger.Commands.Pricing;

/// <summary>The files a command line names.</summary>
internal static class PriceFiles
{
    /// <summary>Bytes of the largest file that is read.</summary>
    public const long MaxBytes = 256 * 1024 * 1024;

    /// <summary>Files as they are named; folders become their *.json files in order of name.</summary>
    public static IReadOnlyList<string> Expand(IReadOnlyList<string> paths, Action<string> complain)
    {
        List<string> files = [];
        foreach (string path in paths)
        {
            if (!Directory.Exists(path))
            {
                files.Add(path);
                continue;
            }

            string[] inside = Directory.GetFiles(path, "*.json");
            Array.Sort(inside, StringComparer.Ordinal);
            files.AddRange(inside);
            if (inside.Length == 0)
            {
                complain($"{path}: the folder has no .json file");
            }
        }

        return files;
    }

    /// <summary>A file's bytes; null, and a complaint, when it cannot be read.</summary>
    public static async Task<byte[]?> ReadAsync(string path, Action<string> complain, CancellationToken cancellation)
    {
        try
        {
            FileInfo file = new(path);
            if (!file.Exists)
            {
                complain($"{path}: there is no such file");
                return null;
            }

            if (file.Length > MaxBytes)
            {
                complain($"{path}: the file is larger than {MaxBytes / (1024 * 1024)} MiB");
                return null;
            }

            return await File.ReadAllBytesAsync(path, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            complain($"{path}: {e.Message}");
            return null;
        }
    }
}
