namespace TokenLedger.Commands.Counting;

/// <summary>Opens what is to be counted.</summary>
internal static class TextFile
{
    /// <summary>A file, or standard input for no path and for "-".</summary>
    /// <exception cref="CommandFailedException">The file cannot be read.</exception>
    public static Stream Open(string? path, Func<Stream> input)
    {
        if (path is null or "-")
        {
            return input();
        }

        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string why =
                Directory.Exists(path) ? "it is a folder"
                : File.Exists(path) ? e.Message
                : "there is no such file";
            throw new CommandFailedException($"{path} cannot be read: {why}.");
        }
    }
}
