namespace TokenLedger.Commands;

/// <summary>What the process ends with; 0 is success.</summary>
public static class ExitCode
{
    /// <summary>It went wrong, or what was checked is not in order.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the configuration is wrong.</summary>
    public const int Misused = 2;
}
