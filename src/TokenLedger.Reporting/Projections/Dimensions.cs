namespace TokenLedger.Reporting.Projections;

/// <summary>The columns of <c>calls</c> that hold a name, in the order in which rows carry them.</summary>
internal static class Dimensions
{
    public const int Tenant = 0;
    public const int Key = 1;
    public const int Feature = 2;
    public const int User = 3;
    public const int Session = 4;
    public const int Agent = 5;
    public const int Environment = 6;
    public const int Project = 7;
    public const int CostCenter = 8;
    public const int Provider = 9;
    public const int Model = 10;
    public const int ModelRequested = 11;
    public const int Upstream = 12;
    public const int Api = 13;
    public const int ServiceTier = 14;
    public const int Outcome = 15;
    public const int Task = 16;
    public const int Step = 17;
    public const int ParentAgent = 18;
    public const int RootAgent = 19;
    public const int Region = 20;

    /// <summary>What refused: the rule, budget or limit of a rejection.</summary>
    public const int Rule = 21;

    /// <summary>The column names. They are part of SQL text, so nothing a user types ever gets in here.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "tenant",
        "api_key",
        "feature",
        "user",
        "session",
        "agent",
        "environment",
        "project",
        "cost_center",
        "provider",
        "model",
        "model_requested",
        "upstream",
        "api",
        "service_tier",
        "outcome",
        "task",
        "step",
        "parent_agent",
        "root_agent",
        "region",
        "rule",
    ];

    public static int Count => Columns.Count;
}
