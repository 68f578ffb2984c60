using System.Globalization;
using System.Net;

namespace TokenLedger.Configuration.Values;

/// <summary>
/// The address to listen on. ":8787", which AgentLedger's files say, names no host; it is read as loopback because an
/// open port on every interface must be asked for in so many words.
/// </summary>
public static class ListenAddress
{
    private const string Expected = "must be ADDRESS:PORT, such as 127.0.0.1:8787, [::1]:8787 or 0.0.0.0:8787";

    /// <summary>Whether the text leaves the host out.</summary>
    public static bool NamesNoHost(string text) => text.StartsWith(':');

    /// <summary>Reads an <see cref="IPEndPoint"/>. Port 0 means any free port.</summary>
    public static Parsed Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        bool good =
            colon >= 0
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort _);
        if (!good || Address(text[..colon]) is not { } address)
        {
            return Parsed.Bad(Expected);
        }

        return Parsed.Good(new IPEndPoint(address, ushort.Parse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture)));
    }

    private static IPAddress? Address(string host) =>
        host switch
        {
            "" or "localhost" => IPAddress.Loopback,
            "*" => IPAddress.Any,
            ['[', .. string inner, ']'] => inner.Contains(':') && IPAddress.TryParse(inner, out IPAddress? v6)
                ? v6
                : null,
            _ => host.Count(c => c == '.') == 3 && IPAddress.TryParse(host, out IPAddress? v4) ? v4 : null,
        };
}
