namespace TokenLedger.Configuration.Yaml;

/// <summary>A node of a YAML document that remembers where it stands.</summary>
/// <param name="Origin">File, line and column of its first character.</param>
public abstract record YamlValue(Origin Origin);

/// <summary>A scalar.</summary>
/// <param name="Origin">Where it stands.</param>
/// <param name="Text">Its text; null for an empty plain scalar, "~" and "null", which all mean: not set.</param>
public sealed record YamlScalar(Origin Origin, string? Text) : YamlValue(Origin);

/// <summary>A list.</summary>
/// <param name="Origin">Where it stands.</param>
/// <param name="Items">Its items in order.</param>
public sealed record YamlList(Origin Origin, IReadOnlyList<YamlValue> Items) : YamlValue(Origin);

/// <summary>A mapping, in the order written.</summary>
/// <param name="Origin">Where it stands.</param>
/// <param name="Members">Its members; keys are lower case and unique.</param>
public sealed record YamlMapping(Origin Origin, IReadOnlyList<YamlMember> Members) : YamlValue(Origin);

/// <summary>A member of a mapping.</summary>
/// <param name="Name">Its key, in lower case.</param>
/// <param name="Origin">Where the key stands.</param>
/// <param name="Value">Its value.</param>
public sealed record YamlMember(string Name, Origin Origin, YamlValue Value);
