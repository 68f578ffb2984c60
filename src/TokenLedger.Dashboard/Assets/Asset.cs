using System.Security.Cryptography;

namespace TokenLedger.Dashboard.Assets;

/// <summary>
/// A file that pages load, from within this assembly. Its address has the hash of its content, so that browsers may keep
/// it for ever and never use an old one.
/// </summary>
internal sealed class Asset
{
    private Asset(string name, string type)
    {
        using Stream stream =
            typeof(Asset).Assembly.GetManifestResourceStream("dashboard/" + name)
            ?? throw new InvalidOperationException($"The assembly has no {name}.");
        Content = new byte[stream.Length];
        stream.ReadExactly(Content);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Content))[..16];
        Path = $"/assets/{hash}/{name}";
        ETag = $"\"{hash}\"";
        ContentType = type;
    }

    /// <summary>How every page looks.</summary>
    public static Asset Style { get; } = new("dashboard.css", "text/css; charset=utf-8");

    /// <summary>What makes pages handier where scripts run.</summary>
    public static Asset Script { get; } = new("dashboard.js", "text/javascript; charset=utf-8");

    /// <summary>The sign in the browser's tab.</summary>
    public static Asset Icon { get; } = new("icon.svg", "image/svg+xml");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Asset> All { get; } = [Style, Script, Icon];

    /// <summary>Its bytes.</summary>
    public byte[] Content { get; }

    /// <summary>Its address.</summary>
    public string Path { get; }

    /// <summary>Its entity tag.</summary>
    public string ETag { get; }

    /// <summary>Its media type.</summary>
    public string ContentType { get; }
}
