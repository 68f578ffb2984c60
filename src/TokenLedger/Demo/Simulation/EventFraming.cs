using System.Text;

namespace TokenLedger.Demo.Simulation;

/// <summary>Writes events as server-sent event text, with the oddities asked for.</summary>
internal sealed class EventFraming(Misbehavior told)
{
    private readonly string newLine = told.Crlf ? "\r\n" : "\n";

    /// <summary>The bytes of the event at a position of the stream.</summary>
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
        }

        if (sent.Name is not null)
        {
            Line(text, "event: " + sent.Name);
        }

        Line(text, "data: " + (told.Extras ? WithUnknownMember(sent.Data) : sent.Data));
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

        Line(text, "id: " + index);
        Line(text, "retry: 3000");
    }

    private static string WithUnknownMember(string data) =>
        data.StartsWith('{') ? "{\"x_future\":{\"a\":[1,2]}," + data[1..] : data;

    private void Line(StringBuilder text, string line) => text.Append(line).Append(newLine);
}
