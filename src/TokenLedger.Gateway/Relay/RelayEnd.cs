namespace TokenLedger.Gateway.Relay;

/// <summary>How the upstream's body came to its end.</summary>
/// <param name="Outcome">A <see cref="Calls.CallOutcome"/>.</param>
/// <param name="Complete">Whether it arrived whole: to its last byte, and for a stream to its last event.</param>
/// <param name="Broken">Whether the connection broke off, which the caller must see as a break too.</param>
/// <param name="Unread">Whether a part of a stream could not be read for its usage; it was passed on all the same.</param>
internal readonly record struct RelayEnd(string Outcome, bool Complete, bool Broken = false, bool Unread = false);
