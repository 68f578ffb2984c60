using System.Text.Json.Serialization;

namespace TokenLedger.Reporting.Documents;

/// <summary>How reports about sessions, waste and outcomes are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(SessionsDocument))]
[JsonSerializable(typeof(SessionDocument))]
[JsonSerializable(typeof(AgentsDocument))]
[JsonSerializable(typeof(ExpensiveDocument))]
[JsonSerializable(typeof(WasteDocument))]
[JsonSerializable(typeof(OutcomesDocument))]
public sealed partial class SessionReportJson : JsonSerializerContext;
