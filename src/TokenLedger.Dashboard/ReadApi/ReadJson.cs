using System.Text.Json.Serialization;
using TokenLedger.Reporting.Exports;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>How the API writes JSON: snake_case, absent members left out, amounts as strings.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ApiError))]
[JsonSerializable(typeof(CallDocument))]
[JsonSerializable(typeof(EntriesPage))]
[JsonSerializable(typeof(CostsDocument))]
[JsonSerializable(typeof(IReadOnlyList<KnownKey>))]
internal sealed partial class ReadJson : JsonSerializerContext;
