using System.Text.Json;
using System.Text.Json.Serialization;

namespace TokenLedger.Gateway.Administration;

/// <summary>JSON of the administration routes: snake_case, absent rather than null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(AdminError))]
[JsonSerializable(typeof(UpstreamsDocument))]
internal sealed partial class AdminJson : JsonSerializerContext;
