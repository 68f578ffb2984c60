namespace TokenLedger.Configuration;

/// <summary>Reads the admin token from its key or its file. Nothing said about it ever repeats it.</summary>
public sealed class AdminTokenReader(Settings settings, Remarks remarks)
{
    /// <summary>A shorter token draws a warning, in characters.</summary>
    private const int ShortToken = 16;

    /// <summary>The token; null when there is none or it is switched off.</summary>
    public string? Read()
    {
        Setting? token = settings.Find("admin.token");
        Setting? file = settings.Find("admin.token_file");
        if (token is not null && file is not null)
        {
            remarks.Problem(file.Origin, "admin.token_file: admin.token is set too; keep one of them");
            return null;
        }

        string? text = token?.Text ?? (file is null ? null : ReadFile(file));
        bool enabled = settings.Get<bool>("admin.enabled");
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return IsGood(text, (token ?? file)!) && enabled ? text : null;
    }

    private string? ReadFile(Setting file)
    {
        string path = file.Origin.Absolute(file.Text);
        try
        {
            string text = File.ReadAllText(path).Trim();
            if (text.Length == 0)
            {
                remarks.Problem(file.Origin, $"admin.token_file: {path} is empty");
            }
            else if (SecretFileAccess.OthersMayRead(path))
            {
                remarks.Warning(file.Origin, $"admin.token_file: others may read {path}; chmod 600 it");
            }

            return text;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            remarks.Problem(file.Origin, $"admin.token_file: cannot be read: {failure.Message}");
            return null;
        }
    }

    private bool IsGood(string token, Setting setting)
    {
        if (!token.All(c => c is > ' ' and <= '~'))
        {
            remarks.Problem(
                setting.Origin,
                $"{setting.Path}: a token is made of visible ASCII characters without spaces"
            );
            return false;
        }

        if (token.Length < ShortToken)
        {
            remarks.Warning(
                setting.Origin,
                $"{setting.Path}: is shorter than {ShortToken} characters and can be guessed"
            );
        }

        return true;
    }
}
