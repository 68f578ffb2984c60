namespace TokenLedger.Reporting.Reconciliation.Exports;

/// <summary>Leaves the reading of one file with one sentence: where, what is wrong, what to do. Never leaves the readers.</summary>
internal sealed class UnreadableExportException(string message) : Exception(message);
