namespace TokenLedger.Dashboard.Charts;

/// <summary>What flows along one path through the columns of a <see cref="Sankey"/>.</summary>
/// <param name="Names">A name in each column.</param>
/// <param name="Value">How much, more than 0.</param>
public sealed record SankeyFlow(IReadOnlyList<string> Names, decimal Value);

/// <summary>Where the nodes and flows of a Sankey drawing are.</summary>
internal sealed class SankeyDrawing
{
    public const double NodeWidth = 8;
    private const double Space = 14;
    private const double Least = 1.5;

    private readonly double _scale;
    private readonly Dictionary<(int, string), Node> _nodes = [];

    public SankeyDrawing(IReadOnlyList<SankeyFlow> flows, double height)
    {
        Columns = flows.Count == 0 ? 0 : flows[0].Names.Count;
        int most = 1;
        for (int c = 0; c < Columns; c++)
        {
            most = Math.Max(most, flows.Select(flow => flow.Names[c]).Distinct().Count());
        }

        double total = (double)flows.Sum(flow => flow.Value);
        _scale = total <= 0 ? 0 : (height - ((most - 1) * (Space + Least))) / total;
        for (int c = 0; c < Columns; c++)
        {
            Place(flows, c);
        }

        Links = [.. Enumerable.Range(0, Math.Max(0, Columns - 1)).SelectMany(c => Between(flows, c))];
    }

    public int Columns { get; }

    public IEnumerable<Node> Nodes => _nodes.Values;

    public IReadOnlyList<Link> Links { get; }

    private void Place(IReadOnlyList<SankeyFlow> flows, int column)
    {
        double y = 0;
        int colour = 0;
        foreach (
            var group in flows
                .GroupBy(flow => flow.Names[column])
                .OrderByDescending(group => group.Sum(one => one.Value))
        )
        {
            decimal value = group.Sum(flow => flow.Value);
            double high = Math.Max(Least, (double)value * _scale);
            double x = Columns == 1 ? 0 : column * (Geometry.Width - NodeWidth) / (Columns - 1);
            _nodes[(column, group.Key)] = new(group.Key, column, x, y, high, value, Math.Min(colour++, 8));
            y += high + Space;
        }
    }

    private IEnumerable<Link> Between(IReadOnlyList<SankeyFlow> flows, int column)
    {
        Dictionary<Node, double> left = [];
        Dictionary<Node, double> right = [];
        var pairs = flows
            .GroupBy(flow =>
                (From: _nodes[(column, flow.Names[column])], To: _nodes[(column + 1, flow.Names[column + 1])])
            )
            .OrderBy(pair => pair.Key.From.Y)
            .ThenBy(pair => pair.Key.To.Y);
        foreach (var pair in pairs)
        {
            (Node from, Node to) = pair.Key;
            decimal value = pair.Sum(flow => flow.Value);
            double high = Math.Max(0.8, (double)value * _scale);
            double y0 = from.Y + left.GetValueOrDefault(from);
            double y1 = to.Y + right.GetValueOrDefault(to);
            left[from] = left.GetValueOrDefault(from) + high;
            right[to] = right.GetValueOrDefault(to) + high;
            yield return new(from, to, value, Ribbon(from.X + NodeWidth, y0, to.X, y1, high));
        }
    }

    private static string Ribbon(double x0, double y0, double x1, double y1, double high)
    {
        double middle = (x0 + x1) / 2;
        string Point(double x, double y) => Geometry.At(x) + " " + Geometry.At(y);
        return $"M{Point(x0, y0)}C{Point(middle, y0)} {Point(middle, y1)} {Point(x1, y1)}V{Geometry.At(y1 + high)}"
            + $"C{Point(middle, y1 + high)} {Point(middle, y0 + high)} {Point(x0, y0 + high)}z";
    }

    public sealed record Node(string Name, int Column, double X, double Y, double High, decimal Value, int Colour);

    public sealed record Link(Node From, Node To, decimal Value, string Path);
}
