using TokenLedger.Reporting.Projections;

namespace TokenLedger.Reporting.Queries;

/// <summary>One thing that costs can be grouped or filtered by: a part of the attribution, the model, or a tag.</summary>
public sealed record Grouping
{
    private static readonly (string Name, int Column)[] _known =
    [
        ("model", Dimensions.Model),
        ("provider", Dimensions.Provider),
        ("key", Dimensions.Key),
        ("agent", Dimensions.Agent),
        ("session", Dimensions.Session),
        ("user", Dimensions.User),
        ("feature", Dimensions.Feature),
        ("tenant", Dimensions.Tenant),
        ("environment", Dimensions.Environment),
        ("project", Dimensions.Project),
        ("cost-center", Dimensions.CostCenter),
        ("task", Dimensions.Task),
        ("step", Dimensions.Step),
        ("parent-agent", Dimensions.ParentAgent),
        ("root-agent", Dimensions.RootAgent),
        ("model-requested", Dimensions.ModelRequested),
        ("upstream", Dimensions.Upstream),
        ("api", Dimensions.Api),
        ("tier", Dimensions.ServiceTier),
        ("region", Dimensions.Region),
        ("outcome", Dimensions.Outcome),
        ("rule", Dimensions.Rule),
    ];

    private const string TagPrefix = "tag:";

    private Grouping(string name, int? column, string? tag) => (Name, Column, Tag) = (name, column, tag);

    /// <summary>As it is typed: "model", "cost-center", "tag:team".</summary>
    public string Name { get; }

    /// <summary>As a member of documents and a column of files: in snake_case like everything else there.</summary>
    public string FieldName => Name.Replace('-', '_');

    /// <summary>Index into <see cref="Dimensions"/>; null for a tag.</summary>
    internal int? Column { get; }

    /// <summary>The tag's name; null for a column.</summary>
    internal string? Tag { get; }

    /// <summary>The provider.</summary>
    public static Grouping Provider { get; } = new("provider", Dimensions.Provider, null);

    /// <summary>The model that answered, or was asked for when none did.</summary>
    public static Grouping Model { get; } = new("model", Dimensions.Model, null);

    /// <summary>The caller's key, as a name or a fingerprint.</summary>
    public static Grouping Key { get; } = new("key", Dimensions.Key, null);

    /// <summary>The session, which belongs to a tenant.</summary>
    public static Grouping Session { get; } = new("session", Dimensions.Session, null);

    /// <summary>The tenant.</summary>
    public static Grouping Tenant { get; } = new("tenant", Dimensions.Tenant, null);

    /// <summary>The names accepted, for help and error messages.</summary>
    public static string Choices { get; } = string.Join(", ", _known.Select(known => known.Name)) + ", tag:NAME";

    /// <summary>Reads a name as typed.</summary>
    /// <returns>Null when there is no such grouping.</returns>
    public static Grouping? Find(string name)
    {
        if (name.StartsWith(TagPrefix, StringComparison.Ordinal))
        {
            return name.Length > TagPrefix.Length ? new(name, null, name[TagPrefix.Length..]) : null;
        }

        foreach ((string known, int column) in _known)
        {
            if (known == name)
            {
                return new(known, column, null);
            }
        }

        return null;
    }
}
