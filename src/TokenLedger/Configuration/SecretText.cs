namespace TokenLedger.Configuration;

/// <summary>Reads a secret from its key, or from the file that the key with "_file" names. Nothing ever repeats it.</summary>
internal static class SecretText
{
    private const UnixFileMode OthersMayRead = UnixFileMode.OtherRead | UnixFileMode.GroupRead;

    /// <summary>The secret and where it was set; null when it is not, or cannot be read.</summary>
    public static (string Text, Setting Setting)? Read(Settings settings, Remarks remarks, string path)
    {
        Setting? direct = settings.Find(path);
        Setting? file = settings.Find(path + "_file");
        if (direct is not null && file is not null)
        {
            remarks.Problem(file.Origin, $"{file.Path}: {path} is set too; keep one of them");
            return null;
        }

        return direct is not null ? (direct.Text, direct)
            : file is not null && ReadFile(file, remarks) is { } text ? (text, file)
            : null;
    }

    private static string? ReadFile(Setting file, Remarks remarks)
    {
        string path = file.Origin.Absolute(file.Text);
        try
        {
            string text = File.ReadAllText(path).Trim();
            if (text.Length == 0)
            {
                remarks.Problem(file.Origin, $"{file.Path}: {path} is empty");
                return null;
            }

            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OthersMayRead) != 0)
            {
                remarks.Warning(file.Origin, $"{file.Path}: others may read {path}; chmod 600 it");
            }

            return text;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            remarks.Problem(file.Origin, $"{file.Path}: cannot be read: {failure.Message}");
            return null;
        }
    }
}
