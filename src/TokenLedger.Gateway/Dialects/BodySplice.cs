namespace TokenLedger.Gateway.Dialects;

/// <summary>A change of a few bytes of a request body; every other byte goes out as it came.</summary>
/// <param name="Start">Where bytes are replaced.</param>
/// <param name="Length">How many are replaced.</param>
/// <param name="Insertion">What stands there instead.</param>
public readonly record struct BodySplice(int Start, int Length, byte[] Insertion);
