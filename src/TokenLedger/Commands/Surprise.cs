using System.Net.Sockets;

namespace TokenLedger.Commands;

/// <summary>Words for an exception nobody expected. The stack trace is shown only with TOKENLEDGER_DEBUG=1.</summary>
public static class Surprise
{
    /// <summary>One sentence, or everything when debugging.</summary>
    public static string Sentence(Exception surprise)
    {
        if (Environment.GetEnvironmentVariable("TOKENLEDGER_DEBUG") == "1")
        {
            return surprise.ToString();
        }

        string first = surprise.Message.Split('\n')[0].TrimEnd('\r', '.');
        return surprise switch
        {
            UnauthorizedAccessException => $"{first}. Give this user access to it, or name another place.",
            IOException or SocketException => $"{first}.",
            _ => $"Something unexpected went wrong: {first}. Run it again with TOKENLEDGER_DEBUG=1 to see where.",
        };
    }
}
