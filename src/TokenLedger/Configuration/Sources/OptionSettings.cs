using TokenLedger.Configuration.Keys;

namespace TokenLedger.Configuration.Sources;

/// <summary>Options of the serve command that stand above every file and variable.</summary>
public sealed record OptionSettings
{
    /// <summary>--listen ADDRESS:PORT.</summary>
    public string? Listen { get; init; }

    /// <summary>--data DIR.</summary>
    public string? Data { get; init; }

    /// <summary>--upstream NAME=URL, any number of them.</summary>
    public IReadOnlyList<string> Upstreams { get; init; } = [];

    /// <summary>Writes the options into the settings.</summary>
    public void Read(Settings settings, Remarks remarks)
    {
        SetIfGiven(settings, "listen", Listen);
        SetIfGiven(settings, "data", Data);
        foreach (string upstream in Upstreams)
        {
            ReadUpstream(upstream, settings, remarks);
        }
    }

    private static void SetIfGiven(Settings settings, string path, string? text)
    {
        if (text is not null)
        {
            settings.Set(KnownKeys.Get(path), path, text, Origin.Option($"--{path}"));
        }
    }

    private static void ReadUpstream(string text, Settings settings, Remarks remarks)
    {
        Origin origin = Origin.Option("--upstream");
        if (text.Split('=', 2) is not [{ Length: > 0 } given, { Length: > 0 } url])
        {
            remarks.Problem(origin, "must be NAME=URL, such as local=http://127.0.0.1:11434");
            return;
        }

        string name = given.ToLowerInvariant();
        (string level, string path) = name is "openai" or "anthropic"
            ? ($"providers.{name}", $"providers.{name}")
            : ("providers.extra.<name>", $"providers.extra.{name}");
        settings.Set(KnownKeys.Get($"{level}.upstream"), $"{path}.upstream", url, origin);
        settings.Set(KnownKeys.Get($"{level}.enabled"), $"{path}.enabled", "true", origin);
    }
}
