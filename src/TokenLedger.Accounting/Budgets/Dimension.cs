using System.Collections.Frozen;

namespace TokenLedger.Accounting.Budgets;

/// <summary>A dimension made ready to be asked for its value.</summary>
/// <param name="Index">Its place in <see cref="Dimensions.Names"/>; -1 for a tag.</param>
/// <param name="Tag">The tag's name; null for none.</param>
public readonly record struct Dimension(int Index, string? Tag)
{
    private static readonly FrozenDictionary<string, int> _indexes = Dimensions
        .Names.Select((name, i) => KeyValuePair.Create(name, i))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The session's.</summary>
    public static Dimension Session { get; } = Parse("session");

    /// <summary>Its name.</summary>
    public string Name => Tag is null ? Dimensions.Names[Index] : Dimensions.TagPrefix + Tag;

    /// <summary>Reads a name.</summary>
    /// <exception cref="ArgumentException">There is no such dimension.</exception>
    public static Dimension Parse(string name)
    {
        if (!Dimensions.Knows(name))
        {
            throw new ArgumentException($"There is no dimension \"{name}\".", nameof(name));
        }

        return name.StartsWith(Dimensions.TagPrefix, StringComparison.Ordinal)
            ? new(-1, name[Dimensions.TagPrefix.Length..])
            : new(_indexes[name], null);
    }
}
