using TokenLedger.Commands.Output;
using TokenLedger.Gateway.Identity.Keys;

namespace TokenLedger.Commands.Identity;

/// <summary>Reads attribution as it is typed: "environment=prod", "tag:team=a".</summary>
internal static class AssignmentText
{
    private const string Tag = "tag:";

    /// <summary>The attribution; null when there is none.</summary>
    /// <exception cref="CommandFailedException">One of them is not written so.</exception>
    public static KeyAttribution? Read(string option, string[]? texts)
    {
        if (texts is not { Length: > 0 })
        {
            return null;
        }

        KeyAttribution attribution = new();
        Dictionary<string, string> tags = [];
        foreach (string text in texts)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw CostOptions.Misused($"{option}: write PART=VALUE, such as environment=prod.");
            }

            string part = text[..equals];
            string value = text[(equals + 1)..];
            if (part.StartsWith(Tag, StringComparison.Ordinal))
            {
                tags[part[Tag.Length..]] = value;
            }
            else
            {
                attribution = With(attribution, option, part, value);
            }
        }

        return tags.Count == 0 ? attribution : attribution with { Tags = tags };
    }

    private static KeyAttribution With(KeyAttribution attribution, string option, string part, string value) =>
        part switch
        {
            "feature" => attribution with { Feature = value },
            "project" => attribution with { Project = value },
            "cost_center" or "cost-center" => attribution with { CostCenter = value },
            "environment" => attribution with { Environment = value },
            _ => throw CostOptions.Misused(
                $"{option}: '{part}' must be feature, project, cost_center, environment or tag:NAME."
            ),
        };
}
