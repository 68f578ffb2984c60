using System.Text;

namespace TokenLedger.Demo.Simulation.Framing;

/// <summary>Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html.</summary>
internal sealed class ServerSentFraming(Misbehavior told) : IEventFraming
{
    private readonly string newLine = told.Crlf ? "\r\n" : "\n";

    public string ContentType => "text/event-stream; charset=utf-8";

    public byte[] Frame(StreamEvent sent, int index)
    {
        StringBuilder text = new();
        if (told.Comments)
        {
            Line(text, ": keep-alive");
        }

        if (told.Malformed == MalformedKind.Sse && index == told.After)
        {
            Line(text, "data: {\"broken\":");
            text.Append(newLine);
        }

        if (told.Extras)
        {
            AppendExtras(text, index);
            sent = sent.WithUnknownMember();
        }

        if (sent.Name is not null)
        {
            Line(text, "event: " + sent.Name);
        }

        Line(text, "data: " + sent.Data);
        return Encoding.UTF8.GetBytes(text.Append(newLine).ToString());
    }

    private void AppendExtras(StringBuilder text, int index)
    {
        if (index == 1)
        {
            Line(text, "event: x.future");
            Line(text, "data: {\"type\":\"x.future\",\"choices\":[]}");
            text.Append(newLine);
        }

        Line(text, "id: 0-1");
        Line(text, "retry: 3000");
    }

    private void Line(StringBuilder text, string line) => text.Append(line).Append(newLine);
}
