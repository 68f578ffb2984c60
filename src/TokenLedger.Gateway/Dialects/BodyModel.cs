using System.Text.Json;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Gateway.Dialects;

/// <summary>Asks for another model in a request body: its "model" member is replaced, and not a byte besides.</summary>
internal static class BodyModel
{
    /// <summary>The splices; none when the body names no model.</summary>
    /// <param name="body">The body, a JSON object.</param>
    /// <param name="model">The model to ask for.</param>
    public static IReadOnlyList<BodySplice> Of(ReadOnlySpan<byte> body, string model)
    {
        byte[] text = [(byte)'"', .. JsonEncodedText.Encode(model).EncodedUtf8Bytes, (byte)'"'];
        List<BodySplice> splices = [];
        bool namesOne = false;
        JsonSkimmer skimmer = new(body);
        while (skimmer.Next(out Member member))
        {
            // Of a member that stands twice nobody knows which one the provider takes: all of them are replaced.
            if (skimmer.NameIs(member, "model"u8))
            {
                splices.Add(new(member.ValueStart, member.ValueLength, text));
                namesOne |= member.Kind == JsonValueKind.String;
            }
        }

        return namesOne && !skimmer.Malformed ? splices : [];
    }
}
