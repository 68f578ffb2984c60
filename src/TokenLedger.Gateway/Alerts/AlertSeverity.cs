namespace TokenLedger.Gateway.Alerts;

/// <summary>How bad it is.</summary>
public enum AlertSeverity
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Look at it soon.</summary>
    Warning,

    /// <summary>Calls are refused, or money is being lost.</summary>
    Critical,
}

/// <summary>Severities by the names they have in settings and payloads.</summary>
public static class AlertSeverities
{
    /// <summary>The names, the mildest first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["info", "warning", "critical"];

    /// <summary>The name of a severity.</summary>
    public static string Name(this AlertSeverity severity) => Names[(int)severity];

    /// <summary>The severity of a name; null when there is none.</summary>
    public static AlertSeverity? Find(string name)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
            {
                return (AlertSeverity)i;
            }
        }

        return null;
    }
}
