using System.Text.Json;
using TokenLedger.Accounting.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.Bedrock;

/// <summary>
/// Counts that vendors put at the top of their body instead of into a usage object: Titan, Llama, and Cohere's billed
/// units.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html</remarks>
internal struct VendorCounts
{
    private Counter input;
    private Counter output;

    /// <summary>Takes a member of the body when it is such a count.</summary>
    public void Read(in JsonSkimmer skimmer, in Member member, ReadOnlySpan<byte> value)
    {
        if (skimmer.NameIs(member, "inputTextTokenCount"u8) || skimmer.NameIs(member, "prompt_token_count"u8))
        {
            input.Read(value);
        }
        else if (
            skimmer.NameIs(member, "totalOutputTextTokenCount"u8) || skimmer.NameIs(member, "generation_token_count"u8)
        )
        {
            output.Read(value);
        }
        else if (member.Kind == JsonValueKind.Array && skimmer.NameIs(member, "results"u8))
        {
            ReadResults(value);
        }
        else if (
            member.Kind == JsonValueKind.Object
            && (skimmer.NameIs(member, "meta"u8) || skimmer.NameIs(member, "billed_units"u8))
        )
        {
            ReadBilledUnits(value);
        }
    }

    /// <summary>Adds what was counted.</summary>
    public readonly void AddTo(ref BedrockUsage usage)
    {
        usage.TakeInput(in input);
        usage.TakeOutput(in output);
    }

    /// <summary>Titan gives each result's tokens; the answer is their sum.</summary>
    private void ReadResults(ReadOnlySpan<byte> json)
    {
        Counter sum = default;
        JsonArray results = new(json);
        while (results.Next(out ReadOnlySpan<byte> result))
        {
            JsonSkimmer skimmer = new(result);
            while (skimmer.Next(out Member member))
            {
                if (skimmer.NameIs(member, "tokenCount"u8))
                {
                    Counter tokens = default;
                    tokens.Read(skimmer.Value(member));
                    sum.Add(in tokens);
                }
            }
        }

        if (results.Misshapen || results.Malformed)
        {
            sum.Miss();
        }

        output.Take(in sum);
    }

    private void ReadBilledUnits(ReadOnlySpan<byte> json)
    {
        JsonSkimmer skimmer = new(json);
        while (skimmer.Next(out Member member))
        {
            ReadOnlySpan<byte> value = skimmer.Value(member);
            if (skimmer.NameIs(member, "billed_units"u8) && member.Kind == JsonValueKind.Object)
            {
                ReadBilledUnits(value);
            }
            else if (skimmer.NameIs(member, "input_tokens"u8))
            {
                input.Read(value);
            }
            else if (skimmer.NameIs(member, "output_tokens"u8))
            {
                output.Read(value);
            }
        }
    }
}
