namespace TokenLedger.Gateway.Calls;

/// <summary>
/// Tells the server that an answer which has begun will not be completed. It then sends what was written and closes the
/// connection (or resets the stream) without the marks of an end; aborting would throw away what is still on its way.
/// </summary>
internal sealed class AnswerBrokenOffException() : IOException("The answer broke off.");
