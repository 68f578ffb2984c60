namespace TokenLedger.Commands.Output;

/// <summary>Draws a tree with lines before its names.</summary>
internal static class Tree
{
    /// <summary>Deepest level that is drawn; what lies deeper stands at it, with its depth.</summary>
    private const int MostDepth = 20;

    /// <summary>The names with their lines.</summary>
    /// <param name="nodes">Every node after the one above it, with its depth from 0.</param>
    public static string[] Lines(IReadOnlyList<(int Depth, string Name)> nodes)
    {
        string[] lines = new string[nodes.Count];
        bool[] goesOn = new bool[MostDepth + 1];
        for (int i = nodes.Count - 1; i >= 0; i--)
        {
            int depth = Math.Min(nodes[i].Depth, MostDepth);
            string name = nodes[i].Depth > MostDepth ? $"[{nodes[i].Depth}] {nodes[i].Name}" : nodes[i].Name;
            string lead = string.Concat(
                Enumerable.Range(1, Math.Max(0, depth - 1)).Select(level => goesOn[level] ? "│ " : "  ")
            );
            lines[i] = depth == 0 ? name : lead + (goesOn[depth] ? "├ " : "└ ") + name;
            goesOn[depth] = true;
            Array.Fill(goesOn, false, depth + 1, MostDepth - depth);
        }

        return lines;
    }
}
