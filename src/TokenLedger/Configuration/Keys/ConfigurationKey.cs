using TokenLedger.Configuration.Values;

namespace TokenLedger.Configuration.Keys;

/// <summary>A key that may stand in a configuration file.</summary>
/// <param name="Path">Its levels joined by dots; "&lt;name&gt;" stands for a free name, "[]" for the items of a list.</param>
/// <param name="Kind">What its text may be.</param>
/// <param name="Default">The text that means the same as leaving it out; empty when it has no such text.</param>
/// <param name="Meaning">One sentence for the documentation.</param>
public sealed record ConfigurationKey(string Path, ValueKind Kind, string Default, string Meaning)
{
    /// <summary>Whether AgentLedger has the key too, so that its environment variable is read.</summary>
    public bool InAgentLedger { get; init; }

    /// <summary>What a value other than "off" asks for that does not exist yet; null when everything it can say works.</summary>
    public NotBuilt? NotBuilt { get; init; }

    /// <summary>Why setting it has no effect here; null when it has one.</summary>
    public string? NoEffect { get; init; }

    /// <summary>The default as a value.</summary>
    public object? DefaultValue => Default.Length == 0 ? null : Kind.Parse(Default).Value;
}

/// <summary>A feature a key asks for that is not available yet. The gateway refuses to start rather than run without it.</summary>
/// <param name="Asks">Whether a value asks for it; false for the values that mean "off".</param>
/// <param name="WayOut">What to do instead.</param>
public sealed record NotBuilt(Func<object, bool> Asks, string WayOut);
