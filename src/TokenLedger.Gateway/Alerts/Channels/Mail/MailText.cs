using System.Globalization;
using System.Text;

namespace TokenLedger.Gateway.Alerts.Channels.Mail;

/// <summary>
/// An alert as a mail message. Callers' texts stand only in the subject, as encoded words without control characters, and
/// in the body, as base64: nothing in them can become a header or end the message.
/// </summary>
internal static class MailText
{
    /// <summary>Base64 characters in one line (RFC 2045).</summary>
    private const int LineChars = 76;

    /// <summary>Bytes in one encoded word, so that it has at most 75 characters (RFC 2047).</summary>
    private const int WordBytes = 42;

    /// <summary>Longest subject, in characters.</summary>
    private const int LongestSubject = 160;

    /// <summary>The whole message; its lines end with CRLF.</summary>
    public static string Of(Alert alert, MailOptions options, DateTimeOffset now)
    {
        StringBuilder text = new();
        Header(text, "From", options.From);
        Header(text, "To", string.Join(",\r\n ", options.To));
        Header(
            text,
            "Subject",
            Encoded($"[TokenLedger] {alert.Severity.Name()}: {alert.Type.Title} ({alert.Subject})")
        );
        Header(
            text,
            "Date",
            now.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture)
        );
        Header(text, "Message-ID", $"<{alert.Id:D}@{options.From[(options.From.LastIndexOf('@') + 1)..]}>");
        Header(text, "Auto-Submitted", "auto-generated"); // RFC 3834: no vacation replies
        Header(text, "X-TokenLedger-Alert", alert.Type.Name);
        Header(text, "MIME-Version", "1.0");
        Header(text, "Content-Type", "text/plain; charset=utf-8");
        Header(text, "Content-Transfer-Encoding", "base64");
        text.Append("\r\n");
        string body = Convert.ToBase64String(Encoding.UTF8.GetBytes(Body(alert)));
        for (int at = 0; at < body.Length; at += LineChars)
        {
            text.Append(body, at, Math.Min(LineChars, body.Length - at)).Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>The text people read.</summary>
    public static string Body(Alert alert)
    {
        StringBuilder text = new();
        text.Append(alert.Message).Append("\r\n\r\n");
        foreach ((string name, string value) in alert.Details)
        {
            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"at: {alert.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC\r\n");
        if (alert.Tenant is { } tenant)
        {
            text.Append("tenant: ").Append(tenant).Append("\r\n");
        }

        if (alert.Sequence is { } sequence)
        {
            text.Append(CultureInfo.InvariantCulture, $"entry: {sequence}\r\n");
        }

        if (alert.Suppressed > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{alert.Suppressed} more like it came since the last one.\r\n");
        }

        return text.ToString();
    }

    private static void Header(StringBuilder text, string name, string value) =>
        text.Append(name).Append(": ").Append(value).Append("\r\n");

    /// <summary>Encoded words, folded; cut between characters, never within one.</summary>
    private static string Encoded(string value)
    {
        StringBuilder words = new();
        List<byte> word = [];
        foreach (Rune rune in Clean(value).EnumerateRunes())
        {
            byte[] bytes = new byte[rune.Utf8SequenceLength];
            rune.EncodeToUtf8(bytes);
            if (word.Count + bytes.Length > WordBytes)
            {
                Append(words, word);
            }

            word.AddRange(bytes);
        }

        Append(words, word);
        return words.ToString();
    }

    private static void Append(StringBuilder words, List<byte> word)
    {
        words.Append(words.Length == 0 ? "" : "\r\n ").Append("=?utf-8?B?").Append(Convert.ToBase64String([.. word]));
        words.Append("?=");
        word.Clear();
    }

    private static string Clean(string value)
    {
        string shortened = AlertText.Short(value, LongestSubject);
        return string.Concat(shortened.Select(c => char.IsControl(c) ? ' ' : c));
    }
}
