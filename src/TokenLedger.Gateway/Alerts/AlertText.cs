namespace TokenLedger.Gateway.Alerts;

/// <summary>Texts of callers in bounds.</summary>
internal static class AlertText
{
    /// <summary>A text of at most so many characters, and an ellipsis where it was cut; never within a character.</summary>
    public static string Short(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return text[..end] + "…";
    }
}
