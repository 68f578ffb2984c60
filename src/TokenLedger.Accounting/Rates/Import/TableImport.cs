using System.Text.Json;

namespace TokenLedger.Accounting.Rates.Import;

/// <summary>
/// Takes over tables of other projects: LiteLLM's, genai-prices' and models.dev's are told apart by their form. Nothing is
/// guessed: what our schema cannot say, or what may be an unknown price written as 0, is left out and named.
/// </summary>
public static class TableImport
{
    /// <summary>The forms that are known, for people.</summary>
    public const string KnownForms =
        "LiteLLM's model_prices_and_context_window.json, the data.json of genai-prices, the api.json of models.dev";

    /// <summary>What each form is, for the sources of the tables written.</summary>
    public static string Describe(string format) =>
        format switch
        {
            LiteLlmTable.Format => "LiteLLM, model_prices_and_context_window.json",
            GenaiPricesTable.Format => "genai-prices, data.json",
            _ => "models.dev, api.json",
        };

    /// <summary>Reads a foreign table.</summary>
    /// <returns>The tables; null, with the reason, when it is none of the forms known.</returns>
    public static (ImportedTables? Tables, string? Problem) Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return GenaiPricesTable.Is(root) ? (GenaiPricesTable.Read(root), null)
                : LiteLlmTable.Is(root) ? (LiteLlmTable.Read(root), null)
                : ModelsDevTable.Is(root) ? (ModelsDevTable.Read(root), null)
                : (null, $"its form is not known; known are {KnownForms}");
        }
        catch (JsonException failure)
        {
            return (null, $"not JSON: {failure.Message}");
        }
    }
}
