using TokenLedger.Accounting.Money;

namespace TokenLedger.Reporting.Tests.Support;

/// <summary>The trees of agents of all sessions, built by hand and laid over each other: what the report must equal.</summary>
public static class PlainForest
{
    /// <summary>What each place cost alone, and with all below it, in any order.</summary>
    /// <param name="calls">The calls; none names a root.</param>
    /// <param name="sum">Sums calls.</param>
    public static IEnumerable<Usd> Costs(IEnumerable<PlainCall> calls, Func<IEnumerable<PlainCall>, Usd> sum)
    {
        Dictionary<string, (Usd Alone, Usd All)> places = [];
        foreach (var session in calls.Where(call => !call.IsOpen).GroupBy(call => (call.Who.Tenant, call.Who.Session)))
        {
            Node[] nodes =
            [
                .. session
                    .GroupBy(call => (call.Who.Agent, call.Who.ParentAgent))
                    .OrderBy(node =>
                        node.Where(call => call.Last is not null).Min(call => (DateTimeOffset?)call.First.OccurredAt)
                        ?? DateTimeOffset.MaxValue
                    )
                    .Select(node => new Node(node.Key.Agent, node.Key.ParentAgent, sum(node))),
            ];
            foreach (Node node in nodes)
            {
                // Its cost is in its own place, and in all those above.
                List<string?> path = [.. PathOf(node, nodes).Reverse()];
                for (int depth = 1; depth <= path.Count; depth++)
                {
                    string place = session.Key.Tenant + "/" + string.Join('/', path.Take(depth));
                    (Usd alone, Usd all) = places.GetValueOrDefault(place);
                    places[place] = (depth == path.Count ? alone + node.Cost : alone, all + node.Cost);
                }
            }
        }

        return places.Values.SelectMany(place => (Usd[])[place.Alone, place.All]);
    }

    /// <summary>A node's agent, and those above it: a parent is the first node of its name, or one that never called.</summary>
    private static IEnumerable<string?> PathOf(Node node, Node[] nodes)
    {
        for (Node? at = node; at is not null; )
        {
            yield return at.Agent;
            string? parent = at.Parent;
            at = parent is null ? null : nodes.FirstOrDefault(one => one.Agent == parent) ?? new(parent, null, default);
        }
    }

    private sealed record Node(string? Agent, string? Parent, Usd Cost);
}
