using TokenLedger.Dashboard.Charts;
using TokenLedger.Reporting.Queries.Sessions;

namespace TokenLedger.Dashboard.Pages.Sessions;

/// <summary>Finds in the tree of the time before what a place of the tree came to: the one with the same way from the top.</summary>
public sealed class PlacesBefore
{
    private readonly Dictionary<int, string> _ways;
    private readonly Dictionary<string, decimal> _before = [];
    private readonly bool _isWhole;

    /// <summary>Takes a report with the one of the time before.</summary>
    public PlacesBefore(AgentsReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        _ways = Ways(report.Tree);
        if (report.Before is { } before)
        {
            _isWhole = before.PlacesLeftOut == 0;
            Dictionary<int, string> then = Ways(before.Tree);
            foreach (AgentPlace place in before.Tree)
            {
                _before[then[place.Place]] = ChartText.Of(place.Inclusive.Costs.Known);
            }
        }
    }

    /// <summary>The cost of a place and all below it then, USD; null when it is not known, as the tree was too large.</summary>
    public decimal? Of(AgentPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        return _before.TryGetValue(_ways[place.Place], out decimal cost) ? cost
            : _isWhole ? 0
            : null;
    }

    /// <summary>One text for the way from the top to each place, which stands after the one above it.</summary>
    private static Dictionary<int, string> Ways(IReadOnlyList<AgentPlace> tree)
    {
        Dictionary<int, string> ways = [];
        foreach (AgentPlace place in tree)
        {
            string above = place.Above is { } number ? ways[number] : "";
            ways[place.Place] = $"{above}/{Name(place.Tenant)}{Name(place.Agent)}";
        }

        return ways;
    }

    private static string Name(string? name) => name is null ? "-;" : $"{name.Length}:{name};";
}
