namespace TokenLedger.Gateway.Alerts.Channels.Mail;

/// <summary>A mail server's answer to one command.</summary>
/// <param name="Code">Three digits.</param>
/// <param name="Lines">The text of each line, without the code.</param>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    /// <summary>Whether the command was carried out.</summary>
    public bool IsGood => Code is >= 200 and < 300;

    /// <summary>Whether the answer to EHLO offers an extension.</summary>
    public bool Offers(string extension) => Parameters(extension) is not null;

    /// <summary>What stands behind an extension's name in the answer to EHLO; null when it is not offered.</summary>
    public IReadOnlyList<string>? Parameters(string extension)
    {
        foreach (string line in Lines.Skip(1))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0 && words[0].Equals(extension, StringComparison.OrdinalIgnoreCase))
            {
                return [.. words.Skip(1).Select(word => word.ToUpperInvariant())];
            }
        }

        return null;
    }
}

/// <summary>A mail server answered what it must not, or refused. The message holds none of its words.</summary>
internal sealed class SmtpException(string message) : IOException(message);
