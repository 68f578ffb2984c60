using System.Text.Json.Serialization;

namespace TokenLedger.Reporting.Documents;

/// <summary>How forecasts, anomalies and what belongs to them are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ForecastDocument))]
[JsonSerializable(typeof(AnomaliesDocument))]
[JsonSerializable(typeof(BudgetBurnDocument))]
[JsonSerializable(typeof(DriversDocument))]
[JsonSerializable(typeof(CompareDocument))]
public sealed partial class ForesightJson : JsonSerializerContext;
