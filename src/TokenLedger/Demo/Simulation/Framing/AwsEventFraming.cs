using System.Text;

namespace TokenLedger.Demo.Simulation.Framing;

/// <summary>Amazon's event stream: one binary message an event, its name and kind in headers.</summary>
internal sealed class AwsEventFraming(Misbehavior told) : IEventFraming
{
    public string ContentType => "application/vnd.amazon.eventstream";

    public byte[] Frame(StreamEvent sent, int index)
    {
        if (told.Extras)
        {
            sent = sent.WithUnknownMember();
        }

        byte[] message = Message(sent);
        if (told.Extras && index == 1)
        {
            message = [.. Message(new StreamEvent("xFuture", "{}")), .. message];
        }

        return told.Malformed == MalformedKind.Sse && index == told.After
            ? [.. Message(new StreamEvent(sent.Name, "{\"broken\":")), .. message]
            : message;
    }

    private static byte[] Message(StreamEvent sent) =>
        AwsEventMessage.Encode(
            [
                new(sent.IsException ? ":exception-type" : ":event-type", sent.Name!),
                new(":content-type", "application/json"),
                new(":message-type", sent.IsException ? "exception" : "event"),
            ],
            Encoding.UTF8.GetBytes(sent.Data)
        );
}
