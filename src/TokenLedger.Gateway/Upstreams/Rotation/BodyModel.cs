using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Upstreams.Rotation;

/// <summary>Asks for another model in a request body: its "model" member is replaced, and not a byte besides.</summary>
internal static class BodyModel
{
    /// <summary>The splices; none when the body names no model.</summary>
    /// <param name="body">The body, a JSON object.</param>
    /// <param name="model">The model to ask for.</param>
    public static IReadOnlyList<BodySplice> Of(ReadOnlySpan<byte> body, string model)
    {
        byte[] text = JsonEncodedText.Encode(model).EncodedUtf8Bytes.ToArray();
        List<BodySplice> splices = [];
        JsonSkimmer skimmer = new(body);
        while (skimmer.Next(out Member member))
        {
            // Of a member that stands twice nobody knows which one the provider takes: all of them are replaced.
            if (JsonMembers.Name(body, member).SequenceEqual("model"u8) && member.Kind == JsonValueKind.String)
            {
                splices.Add(new(member.ValueStart + 1, member.ValueLength - 2, text));
            }
        }

        return skimmer.Malformed ? [] : splices;
    }
}
