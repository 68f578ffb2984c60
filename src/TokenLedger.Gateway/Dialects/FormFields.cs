using System.Text;
using Microsoft.Net.Http.Headers;

namespace TokenLedger.Gateway.Dialects;

/// <summary>
/// Reads the short fields of a multipart form (RFC 7578) without copying or changing it: uploads of audio and images name
/// their model there, before or after the file.
/// </summary>
internal static class FormFields
{
    /// <summary>Longest field that is read, in bytes; files and longer fields are passed over.</summary>
    private const int LongestField = 1_024;

    /// <summary>Most parts that are looked at.</summary>
    private const int MostParts = 64;

    /// <summary>The fields of a form by name, the first of each name; null when the body is no multipart form.</summary>
    public static IReadOnlyDictionary<string, string>? Read(string? contentType, ReadOnlySpan<byte> body)
    {
        if (
            !MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 70 } boundary
        )
        {
            return null;
        }

        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        ReadOnlySpan<byte> delimiter = Encoding.Latin1.GetBytes($"\r\n--{boundary}");
        int start = body.IndexOf(delimiter[2..]);
        for (int part = 0; start >= 0 && part < MostParts; part++)
        {
            body = body[start..];
            int lineEnd = body.IndexOf("\r\n"u8);
            int next = lineEnd < 0 ? -1 : body[lineEnd..].IndexOf(delimiter);
            if (next < 0)
            {
                break; // the closing delimiter, or a body that was cut
            }

            TakePart(fields, body.Slice(lineEnd + 2, Math.Max(0, next - 2)));
            start = lineEnd + next + 2;
        }

        return fields;
    }

    private static void TakePart(Dictionary<string, string> fields, ReadOnlySpan<byte> part)
    {
        int end = part.IndexOf("\r\n\r\n"u8);
        if (end < 0 || part.Length - end - 4 > LongestField || NameOf(part[..end]) is not { } name)
        {
            return;
        }

        fields.TryAdd(name, Encoding.UTF8.GetString(part[(end + 4)..]));
    }

    /// <summary>The name of a part that is no file.</summary>
    private static string? NameOf(ReadOnlySpan<byte> headers)
    {
        foreach (string line in Encoding.Latin1.GetString(headers).Split("\r\n"))
        {
            const string Disposition = "Content-Disposition:";
            if (
                line.StartsWith(Disposition, StringComparison.OrdinalIgnoreCase)
                && ContentDispositionHeaderValue.TryParse(line[Disposition.Length..], out var disposition)
            )
            {
                bool isFile = disposition.FileName.HasValue || disposition.FileNameStar.HasValue;
                return isFile ? null : HeaderUtilities.RemoveQuotes(disposition.Name).Value;
            }
        }

        return null;
    }
}
