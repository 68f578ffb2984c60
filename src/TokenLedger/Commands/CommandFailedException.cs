namespace TokenLedger.Commands;

/// <summary>Ends a command with one sentence that says what is wrong and what to do.</summary>
public sealed class CommandFailedException : Exception
{
    /// <summary>A failure with a sentence and an exit code.</summary>
    public CommandFailedException(string message, int exitCode = Commands.ExitCode.Failed)
        : base(message) => ExitCode = exitCode;

    /// <summary>What the process ends with.</summary>
    public int ExitCode { get; }
}
