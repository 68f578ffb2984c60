using System.Text.RegularExpressions;

namespace TokenLedger.Tests.Documentation;

/// <summary>docs/agentledger.md promises a test for each defect; and for what it does well; the tests must be there.</summary>
public sealed partial class AgentLedgerPageTests
{
    /// <summary>The defects of its reports (10 to 19), and of what it decides and watches (42 to 67).</summary>
    private static readonly int[] s_defects = [.. Enumerable.Range(10, 10), .. Enumerable.Range(42, 26)];

    private static readonly string[] s_lines = File.ReadAllLines(
        Path.Combine(ProvidersPageTests.Root, "docs", "agentledger.md")
    );

    [Fact]
    public void Every_defect_has_a_line() =>
        Assert.All(
            s_defects,
            defect => Assert.Single(s_lines, line => line.StartsWith($"| D-{defect} ", StringComparison.Ordinal))
        );

    [Fact]
    public void Every_line_names_tests_that_there_are()
    {
        string tests = string.Concat(
            Directory
                .EnumerateFiles(Path.Combine(ProvidersPageTests.Root, "tests"), "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
                .Select(File.ReadAllText)
        );
        string[][] rows =
        [
            .. s_lines
                .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
                .Select(line => line.Trim('|', ' ').Split(" | "))
                .Where(cells => cells[^1] != "Test"),
        ];

        Assert.True(rows.Length > s_defects.Length, "The lines are not found.");
        foreach (string[] cells in rows)
        {
            string[] named = [.. TestName().Matches(cells[^1]).Select(match => match.Groups[1].Value)];
            Assert.True(named.Length > 0, $"No test is named: {cells[0]}");
            Assert.All(named, name => Assert.True(IsTest(tests, name), $"{name} is no test: {cells[0]}"));
        }
    }

    // Between its attribute and its name stands no empty line, so no other method.
    private static bool IsTest(string tests, string name) =>
        Regex.IsMatch(tests, @"\[(Fact|Theory)((?!\n\s*\n)[\s\S])*?(Task|void) " + Regex.Escape(name) + @"\(");

    [GeneratedRegex("`([A-Za-z0-9_]+)`")]
    private static partial Regex TestName();
}
