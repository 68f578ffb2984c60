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
            _ =
                JsonStep.Counts(ref reader, "web_search_calls"u8, ref web)
                || JsonStep.Counts(ref reader, "x_search_calls"u8, ref social)
                || JsonStep.Counts(ref reader, "code_interpreter_calls"u8, ref code)
                || JsonStep.Counts(ref reader, "code_execution_calls"u8, ref code)
                || JsonStep.Counts(ref reader, "file_search_calls"u8, ref files)
                || JsonStep.Counts(ref reader, "document_search_calls"u8, ref files)
                || JsonStep.Counts(ref reader, "collections_search_calls"u8, ref files)
                || JsonStep.PassOver(ref reader);
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
