using System.Text.Json;
using TokenLedger.Accounting.Json;

namespace TokenLedger.Accounting.Tokens;

/// <summary>
/// The prompt tokens of a request body, for a hold before the call or when the provider reported nothing: the texts of
/// messages, input, system, prompt and tools, plus what each message costs around its text.
/// </summary>
public static class PromptEstimate
{
    /// <summary>Tokens around each message.</summary>
    public const int PerMessage = 3;

    /// <summary>Tokens that open the answer of a chat.</summary>
    public const int ReplyPriming = 3;

    /// <summary>Tokens taken for one image, file or audio part, whose size is not in its text.</summary>
    public const int PerMediaPart = 800;

    /// <summary>The estimate; 0 for a body that is not a JSON object.</summary>
    /// <param name="provider">The provider's short name.</param>
    /// <param name="model">The model asked for.</param>
    /// <param name="body">The request body of a chat, messages, responses, completion or embedding call.</param>
    public static long Count(string provider, string? model, ReadOnlySpan<byte> body)
    {
        PromptText prompt = new(TokenCounter.ForModel(provider, model));
        JsonSkimmer skimmer = new(body);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> value = skimmer.Value(member);
            if (skimmer.NameIs(member, "messages"u8) || skimmer.NameIs(member, "input"u8))
            {
                prompt.AddMessages(value);
            }
            else if (
                skimmer.NameIs(member, "system"u8)
                || skimmer.NameIs(member, "instructions"u8)
                || skimmer.NameIs(member, "prompt"u8)
            )
            {
                prompt.AddTexts(value);
            }
            else if (skimmer.NameIs(member, "tools"u8) || skimmer.NameIs(member, "functions"u8))
            {
                prompt.AddRaw(value);
            }
        }

        long around = prompt.Messages == 0 ? 0 : prompt.Messages * PerMessage + ReplyPriming;
        return prompt.Tokens + around + prompt.MediaParts * PerMediaPart;
    }
}
