using System.Text.Json.Serialization;
using TokenLedger.Gateway.Administration.Budgets;

namespace TokenLedger.Gateway.Administration.AgentLedger;

/// <summary>JSON as AgentLedger writes it: snake_case, amounts as numbers (still exact decimals).</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(AgentLedgerError))]
[JsonSerializable(typeof(RuleDocument))]
[JsonSerializable(typeof(IReadOnlyList<RuleDocument>))]
[JsonSerializable(typeof(IReadOnlyList<RuleStatus>))]
[JsonSerializable(typeof(BlockedPattern))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, bool>))]
internal sealed partial class AgentLedgerJson : JsonSerializerContext;
