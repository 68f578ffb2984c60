using TokenLedger.Configuration.Keys;

namespace TokenLedger.Configuration;

/// <summary>One key with the value it was given.</summary>
/// <param name="Key">The key.</param>
/// <param name="Path">Its path, names and item numbers filled in: "providers.extra.groq.enabled", "rates.files[0]".</param>
/// <param name="Text">As written.</param>
/// <param name="Value">As read.</param>
/// <param name="Origin">Where it was written.</param>
public sealed record Setting(ConfigurationKey Key, string Path, string Text, object Value, Origin Origin);
