using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TokenLedger.Demo.Simulation.Framing;

/// <summary>
/// One JSON array that grows element by element, indented, as Gemini streams without <c>alt=sse</c>. A separator goes out
/// with the element after it.
/// </summary>
internal sealed class JsonArrayFraming(Misbehavior told) : IEventFraming
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string ContentType => "application/json; charset=UTF-8";

    public byte[] End { get; } = "\n]\n"u8.ToArray();

    public byte[] Frame(StreamEvent sent, int index)
    {
        string before = index == 0 ? "[" : "\n,\r\n";
        if (told.Malformed == MalformedKind.Sse && index == told.After)
        {
            before += "{\"broken\" 1},\n";
        }

        string data = told.Extras ? sent.WithUnknownMember().Data : sent.Data;
        using JsonDocument document = JsonDocument.Parse(data);
        return Encoding.UTF8.GetBytes(before + JsonSerializer.Serialize(document.RootElement, Indented));
    }
}
