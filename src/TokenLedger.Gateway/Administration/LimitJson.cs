using System.Text.Json;
using System.Text.Json.Serialization;
using TokenLedger.Gateway.Limits;

namespace TokenLedger.Gateway.Administration;

/// <summary>JSON of rate limits: snake_case, absent rather than null; members it does not know are refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(LimitDocument))]
[JsonSerializable(typeof(LimitEntry))]
[JsonSerializable(typeof(LimitList))]
internal sealed partial class LimitJson : JsonSerializerContext;

/// <summary>A limit in force.</summary>
/// <param name="Source">"configuration" or "runtime".</param>
/// <param name="Revision">For those decided at run time: what a change can demand to be still so (If-Match).</param>
/// <param name="Limit">What it says.</param>
internal sealed record LimitEntry(string Source, long? Revision, LimitDocument Limit);

/// <summary>All limits in force.</summary>
/// <param name="Limits">By name; AgentLedger's rules, whose patterns may say something of keys, are not among them.</param>
/// <param name="Accounts">How many members are being counted.</param>
/// <param name="KnownSince">
/// After a start, while not all that windows look back on has been read: since when every call is counted. Else absent.
/// </param>
internal sealed record LimitList(IReadOnlyList<LimitEntry> Limits, int Accounts, DateTimeOffset? KnownSince);
