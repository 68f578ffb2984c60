using TokenLedger.Accounting.Reconciliation;

namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>The forms of exports that can be read.</summary>
public enum ExportForm
{
    /// <summary>OpenAI's organization usage and costs pages.</summary>
    OpenAi,

    /// <summary>Anthropic's usage and cost reports.</summary>
    Anthropic,

    /// <summary>FOCUS 1.x rows.</summary>
    Focus,

    /// <summary>Any table, with a mapping.</summary>
    Csv,
}

/// <summary>Reads the files of a provider's export.</summary>
public static class ExportReader
{
    /// <summary>Reads files of one form as one export.</summary>
    /// <param name="form">The form.</param>
    /// <param name="files">The files, at least one; pages may be spread over them.</param>
    /// <param name="mapping">For tables: which columns say what. Needed for <see cref="ExportForm.Csv"/>.</param>
    /// <returns>The export, or where the first fault is and what to do about it.</returns>
    public static ExportResult Read(ExportForm form, IReadOnlyList<ExportFile> files, TableMapping? mapping)
    {
        try
        {
            ProviderExport export = form switch
            {
                ExportForm.OpenAi => OpenAiExport.Read(files),
                ExportForm.Anthropic => AnthropicExport.Read(files),
                ExportForm.Focus => FocusExport.Read(files, mapping),
                _ => MappedExport.Read(files, mapping ?? throw new ArgumentNullException(nameof(mapping))),
            };
            return new(export, null);
        }
        catch (UnreadableExportException wrong)
        {
            return new(null, wrong.Message);
        }
        catch (OverflowException)
        {
            return new(null, "The export holds a number that no bill has. Correct the file.");
        }
    }
}
