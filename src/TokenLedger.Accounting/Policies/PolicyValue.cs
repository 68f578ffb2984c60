namespace TokenLedger.Accounting.Policies;

/// <summary>What a value of the policy language can be.</summary>
public enum PolicyType
{
    /// <summary>A text, compared character by character.</summary>
    Text,

    /// <summary>An exact decimal number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A list of texts.</summary>
    List,
}

/// <summary>A value of the policy language, or its absence.</summary>
public readonly struct PolicyValue : IEquatable<PolicyValue>
{
    private readonly object? _reference;
    private readonly decimal _number;
    private readonly Content _content;

    private PolicyValue(Content content, object? reference, decimal number)
    {
        _content = content;
        _reference = reference;
        _number = number;
    }

    private enum Content : byte
    {
        Absent,
        Text,
        Number,
        False,
        True,
        List,
    }

    /// <summary>Nothing is known.</summary>
    public static PolicyValue Absent => default;

    /// <summary>Whether nothing is known.</summary>
    public bool IsAbsent => _content == Content.Absent;

    /// <summary>Whether it is the boolean true.</summary>
    public bool IsTrue => _content == Content.True;

    /// <summary>The boolean; null when it is none.</summary>
    public bool? Boolean =>
        _content switch
        {
            Content.True => true,
            Content.False => false,
            _ => null,
        };

    /// <summary>The text; null when it is none.</summary>
    public string? Text => _content == Content.Text ? (string)_reference! : null;

    /// <summary>The number; null when it is none.</summary>
    public decimal? Number => _content == Content.Number ? _number : null;

    /// <summary>The list; null when it is none.</summary>
    public IReadOnlyList<string>? List => _content == Content.List ? (IReadOnlyList<string>)_reference! : null;

    /// <summary>A text; null is absent.</summary>
    public static PolicyValue Of(string? text) => text is null ? default : new(Content.Text, text, 0);

    /// <summary>A number; null is absent.</summary>
    public static PolicyValue Of(decimal? number) => number is { } value ? new(Content.Number, null, value) : default;

    /// <summary>A boolean; null is absent.</summary>
    public static PolicyValue Of(bool? boolean) =>
        boolean is { } value ? new(value ? Content.True : Content.False, null, 0) : default;

    /// <summary>A list; null is absent, which an empty list is not.</summary>
    public static PolicyValue Of(IReadOnlyList<string>? list) => list is null ? default : new(Content.List, list, 0);

    /// <summary>Whether both are the same text, number or boolean. What is absent equals nothing, not even itself.</summary>
    public bool Equals(PolicyValue other) =>
        _content == other._content
        && _content switch
        {
            Content.Text => string.Equals((string)_reference!, (string)other._reference!, StringComparison.Ordinal),
            Content.Number => _number == other._number,
            Content.True or Content.False => true,
            _ => false,
        };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PolicyValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_content, _number, _reference);

    /// <summary>See <see cref="Equals(PolicyValue)"/>.</summary>
    public static bool operator ==(PolicyValue left, PolicyValue right) => left.Equals(right);

    /// <summary>See <see cref="Equals(PolicyValue)"/>.</summary>
    public static bool operator !=(PolicyValue left, PolicyValue right) => !left.Equals(right);
}
