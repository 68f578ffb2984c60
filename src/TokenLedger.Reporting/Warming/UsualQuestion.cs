using TokenLedger.Reporting.Projections;
using TokenLedger.Reporting.Queries;

namespace TokenLedger.Reporting.Warming;

/// <summary>A question that pages and commands ask when nothing else is said.</summary>
/// <param name="Name">What is asked, for logs and measurements.</param>
/// <param name="AskAsync">Asks it; the entries of single calls are read from the ledger.</param>
public sealed record UsualQuestion(string Name, Func<Views, IEntrySource, CancellationToken, Task> AskAsync);
