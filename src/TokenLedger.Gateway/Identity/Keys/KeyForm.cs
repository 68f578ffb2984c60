using TokenLedger.Gateway.Attribution;

namespace TokenLedger.Gateway.Identity.Keys;

/// <summary>Checks what is asked for.</summary>
internal static class KeyForm
{
    private const int MostPatterns = 64;

    /// <summary>What is wrong with a request, all of it in one text; null when it is good.</summary>
    public static string? Check(KeyRequest request, DateTimeOffset now)
    {
        List<string> problems = [];
        CheckText("name", request.Name, problems);
        CheckText("tenant", request.Tenant, problems);
        CheckText("owner", request.Owner, problems);
        CheckPatterns("models", request.Models, problems);
        CheckPatterns("providers", request.Providers, problems);
        CheckPatterns("routes", request.Routes, problems);
        CheckAttribution("defaults", request.Defaults, problems);
        CheckAttribution("fixed", request.Fixed, problems);
        if (request.ExpiresAt <= now)
        {
            problems.Add("'expires_at' is over; name an instant to come.");
        }

        return problems.Count == 0 ? null : string.Join(' ', problems);
    }

    /// <summary>Checks a list of patterns.</summary>
    public static void CheckPatterns(string name, IReadOnlyList<string>? patterns, List<string> problems)
    {
        if (patterns?.Count > MostPatterns)
        {
            problems.Add($"'{name}' has {patterns.Count} patterns; the most is {MostPatterns}.");
        }

        foreach (string pattern in patterns ?? [])
        {
            if (AgentHeaders.Usable(pattern) is null)
            {
                problems.Add($"'{name}' has a pattern that is empty, too long, or has control characters.");
            }
        }
    }

    /// <summary>Checks a text that may be absent.</summary>
    public static void CheckText(string name, string? text, List<string> problems)
    {
        if (text is not null && AgentHeaders.Usable(text) is null)
        {
            problems.Add(
                $"'{name}' must have 1 to {AttributionLimits.LongestValue} characters, none of them control characters."
            );
        }
    }

    private static void CheckAttribution(string name, KeyAttribution? attribution, List<string> problems)
    {
        if (attribution is null)
        {
            return;
        }

        CheckText($"{name}.feature", attribution.Feature, problems);
        CheckText($"{name}.project", attribution.Project, problems);
        CheckText($"{name}.cost_center", attribution.CostCenter, problems);
        CheckText($"{name}.environment", attribution.Environment, problems);
        if (attribution.Tags?.Count > AttributionLimits.MostTags)
        {
            problems.Add($"'{name}.tags' has {attribution.Tags.Count} tags; the most is {AttributionLimits.MostTags}.");
        }

        foreach ((string tag, string value) in attribution.Tags ?? new Dictionary<string, string>())
        {
            CheckText($"{name}.tags.{tag}", value, problems);
            if (OwnTags.Has(tag))
            {
                problems.Add($"'{name}.tags': names that begin with \"{OwnTags.Prefix}\" are the gateway's own.");
            }

            if (!IsTagName(tag))
            {
                problems.Add(
                    $"'{name}.tags' has a name that is not 1 to {AttributionLimits.LongestTagName} small letters, digits, '-', "
                        + "'_' or '.'."
                );
            }
        }
    }

    private static bool IsTagName(string name) =>
        name.Length is > 0 and <= AttributionLimits.LongestTagName
        && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.');
}
