using System.Text.Json;
using TokenLedger.Accounting.Metering.Reading;

namespace TokenLedger.Accounting.Metering.OpenAi;

/// <summary>Calls of tools that run at the provider, as xAI counts them beside the tokens.</summary>
/// <remarks>https://docs.x.ai/docs/guides/tools/overview</remarks>
internal struct ToolCalls
{
    private Counter web;
    private Counter social;
    private Counter code;
    private Counter files;
    private bool misshapen;

    /// <summary>Whether any was counted, zero included.</summary>
    public readonly bool Known => web.Known || social.Known || code.Known || files.Known;

    /// <summary>Searches of the web.</summary>
    public readonly long WebSearches => web.Value;

    /// <summary>Whether any was no count.</summary>
    public readonly bool AnyUnreadable =>
        misshapen || web.Unreadable || social.Unreadable || code.Unreadable || files.Unreadable;

    /// <summary>Reads the object, the reader on its name.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (!JsonStep.Enter(ref reader, ref misshapen))
        {
            return;
        }

        while (JsonStep.NextMember(ref reader))
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            if (name.SequenceEqual("web_search_calls"u8))
            {
                JsonStep.Count(ref reader, ref web);
            }
            else if (name.SequenceEqual("x_search_calls"u8))
            {
                JsonStep.Count(ref reader, ref social);
            }
            else if (name.SequenceEqual("code_interpreter_calls"u8) || name.SequenceEqual("code_execution_calls"u8))
            {
                JsonStep.Count(ref reader, ref code);
            }
            else if (
                name.SequenceEqual("file_search_calls"u8)
                || name.SequenceEqual("document_search_calls"u8)
                || name.SequenceEqual("collections_search_calls"u8)
            )
            {
                JsonStep.Count(ref reader, ref files);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>Adds all but the searches of the web.</summary>
    public readonly void AddTo(ref QuantityList quantities)
    {
        quantities.Add(Meters.SearchesSocial, social.Value);
        quantities.Add(Meters.CodeExecutions, code.Value);
        quantities.Add(Meters.SearchesFile, files.Value);
    }
}
