using System.Text.Json;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Accounting.Metering.Batches;

/// <summary>Tells the endpoint of an answer of the OpenAI family from the answer itself.</summary>
internal static class BodyShape
{
    /// <summary>The api whose reader reads the body; chat when nothing says otherwise.</summary>
    public static string Api(string family, ReadOnlySpan<byte> body)
    {
        JsonSkimmer skimmer = new(body);
        while (skimmer.Next(out Member member))
        {
            if (member.Kind == JsonValueKind.String && skimmer.NameIs(member, "object"u8))
            {
                ReadOnlySpan<byte> kind = skimmer.Value(member);
                return kind.SequenceEqual("\"response\""u8) ? Named(family, "responses")
                    : kind.SequenceEqual("\"text_completion\""u8) ? Named(family, "completions")
                    : kind.SequenceEqual("\"list\""u8) ? Named(family, "embeddings")
                    : Chat(family);
            }

            if (member.Kind == JsonValueKind.Array && skimmer.NameIs(member, "pages"u8) && family == "mistral")
            {
                return "mistral.ocr";
            }

            if (member.Kind == JsonValueKind.Array && skimmer.NameIs(member, "results"u8))
            {
                return "openai.moderations";
            }
        }

        return Chat(family);
    }

    private static string Chat(string family) => family + ".chat";

    /// <summary>Mistral's other endpoints answer in OpenAI's own shape.</summary>
    private static string Named(string family, string endpoint) =>
        (family == "mistral" ? "openai" : family) + "." + endpoint;
}
