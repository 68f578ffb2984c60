using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace TokenLedger.Dashboard.ReadApi;

/// <summary>What a report is compared with, as it stands in a URL.</summary>
internal sealed record CompareParameter
{
    [FromQuery(Name = "compare")]
    [Description("previous: show beside each figure what it was in the same length of time before.")]
    public string? Compare { get; init; }

    /// <summary>The text of a name, this one or one of the groups.</summary>
    public Func<string, string?> And(GroupParameters group) => name => name == "compare" ? Compare : group.Of(name);
}
