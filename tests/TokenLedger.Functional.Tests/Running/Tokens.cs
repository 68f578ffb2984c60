using TokenLedger.Accounting.Metering;
using TokenLedger.Demo.Simulation;

namespace TokenLedger.Functional.Tests.Running;

/// <summary>The provider's own count on the ledger's meters.</summary>
internal static class Tokens
{
    public static IReadOnlyDictionary<string, long> Of(SimulatedUsage usage) =>
        new Dictionary<string, long>
        {
            [Meters.Input] = usage.Input,
            [Meters.CacheRead] = usage.CacheRead,
            [Meters.CacheWrite5m] = usage.CacheWrite5m,
            [Meters.CacheWrite1h] = usage.CacheWrite1h,
            [Meters.Output] = usage.Output,
            [Meters.OutputReasoning] = usage.Reasoning,
            [Meters.InputAudio] = usage.InputAudio,
            [Meters.InputImage] = usage.InputImage,
            [Meters.InputToolUse] = usage.ToolUse,
            [Meters.OutputImage] = usage.OutputImage,
            [Meters.OutputCitation] = usage.Citations,
            [Meters.SearchesWeb] = usage.Searches,
            [Meters.SearchesRerank] = usage.RerankUnits,
            [Meters.Requests] = usage.Requests,
            [Meters.Pages] = usage.Pages,
            [Meters.PagesAnnotated] = usage.AnnotatedPages,
            [Meters.AudioSeconds] = usage.AudioSeconds,
            [Meters.Images] = usage.Images,
            [Meters.CharactersIn] = usage.Characters,
        }
            .Where(meter => meter.Value > 0)
            .ToDictionary();

    public static string Show(IReadOnlyDictionary<string, long> tokens) =>
        string.Join(' ', tokens.OrderBy(meter => meter.Key, StringComparer.Ordinal).Select(m => m.Key + "=" + m.Value));
}
