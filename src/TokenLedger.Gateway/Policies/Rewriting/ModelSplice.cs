using System.Text;
using System.Text.Encodings.Web;
using TokenLedger.Accounting.Json;
using TokenLedger.Gateway.Dialects;

namespace TokenLedger.Gateway.Policies.Rewriting;

/// <summary>Puts another model's name into a body.</summary>
internal static class ModelSplice
{
    /// <summary>The splices, one for each "model" of the body; empty when it has none.</summary>
    public static List<BodySplice> Of(ReadOnlySpan<byte> body, string model)
    {
        List<BodySplice> splices = [];
        byte[] text = Encoding.UTF8.GetBytes('"' + JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(model) + '"');
        JsonSkimmer skimmer = new(body);
        while (skimmer.Next(out Member member))
        {
            if (skimmer.NameIs(member, "model"u8))
            {
                splices.Add(new(member.ValueStart, member.ValueLength, text));
            }
        }

        return skimmer.Malformed ? [] : splices;
    }
}
