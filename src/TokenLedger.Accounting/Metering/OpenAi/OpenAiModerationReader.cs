using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.OpenAi;

/// <summary>Moderations: free at OpenAI, where no usage is reported, and billed by tokens where it is (Mistral).</summary>
/// <remarks>https://platform.openai.com/docs/api-reference/moderations</remarks>
internal sealed class OpenAiModerationReader(RequestFacts request) : OpenAiChatReader(request, answers: false)
{
    /// <inheritdoc/>
    protected override bool IsUnbilled => !Malformed;

    /// <inheritdoc/>
    protected override bool OutputIsReported => true;
}
