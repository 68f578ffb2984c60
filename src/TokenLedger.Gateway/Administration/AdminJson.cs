using System.Text.Json;
using System.Text.Json.Serialization;
using TokenLedger.Gateway.Administration.Budgets;

namespace TokenLedger.Gateway.Administration;

/// <summary>JSON of the administration routes: snake_case, absent rather than null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(AdminError))]
[JsonSerializable(typeof(UpstreamsDocument))]
[JsonSerializable(typeof(AdminLogPage))]
[JsonSerializable(typeof(RuleDocument))]
[JsonSerializable(typeof(OverrideDocument))]
[JsonSerializable(typeof(System.Text.Json.JsonDocument))]
[JsonSerializable(typeof(FitRequest))]
[JsonSerializable(typeof(FitAnswer))]
[JsonSerializable(typeof(BudgetAnswer))]
[JsonSerializable(typeof(BudgetsAnswer))]
[JsonSerializable(typeof(BudgetsBody))]
[JsonSerializable(typeof(BudgetsSetAnswer))]
[JsonSerializable(typeof(BudgetOverrideRequest))]
[JsonSerializable(typeof(BudgetOverrideAnswer))]
public sealed partial class AdminJson : JsonSerializerContext;
