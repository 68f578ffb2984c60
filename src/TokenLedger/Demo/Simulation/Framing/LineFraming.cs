using System.Text;

namespace TokenLedger.Demo.Simulation.Framing;

/// <summary>One JSON object a line, as Ollama and Cohere's first chat API send them.</summary>
internal sealed class LineFraming(Misbehavior told) : IEventFraming
{
    private readonly string newLine = told.Crlf ? "\r\n" : "\n";

    public string ContentType => "application/x-ndjson";

    public byte[] Frame(StreamEvent sent, int index)
    {
        StringBuilder text = new();
        if (told.Malformed == MalformedKind.Sse && index == told.After)
        {
            text.Append("{\"broken\":").Append(newLine);
        }

        if (told.Extras)
        {
            text.Append(newLine);
            sent = sent.WithUnknownMember();
        }

        return Encoding.UTF8.GetBytes(text.Append(sent.Data).Append(newLine).ToString());
    }
}
