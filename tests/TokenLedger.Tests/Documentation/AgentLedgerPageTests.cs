using System.Text.RegularExpressions;

namespace TokenLedger.Tests.Documentation;

/// <summary>docs/agentledger.md promises a test for each defect; the tests must be there.</summary>
public sealed partial class AgentLedgerPageTests
{
    /// <summary>The defects of its reports (10 to 19), and of what it decides and watches (42 to 67).</summary>
    private static readonly int[] s_defects = [.. Enumerable.Range(10, 10), .. Enumerable.Range(42, 26)];

    [Fact]
    public void Every_defect_has_a_line_and_every_test_it_names_is_one()
    {
        string[] lines = File.ReadAllLines(Path.Combine(ProvidersPageTests.Root, "docs", "agentledger.md"));
        string tests = string.Concat(
            Directory
                .EnumerateFiles(Path.Combine(ProvidersPageTests.Root, "tests"), "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
                .Select(File.ReadAllText)
        );

        foreach (int defect in s_defects)
        {
            string line = Assert.Single(lines, one => one.StartsWith($"| D-{defect} ", StringComparison.Ordinal));
            string[] named = [.. TestName().Matches(line.Split('|')[3]).Select(match => match.Groups[1].Value)];
            Assert.NotEmpty(named);
            Assert.All(named, name => Assert.True(IsTest(tests, name), $"D-{defect} names {name}, which is no test"));
        }
    }

    // Between its attribute and its name stands no empty line, so no other method.
    private static bool IsTest(string tests, string name) =>
        Regex.IsMatch(tests, @"\[(Fact|Theory)((?!\n\s*\n)[\s\S])*?(Task|void) " + Regex.Escape(name) + @"\(");

    [GeneratedRegex("`([A-Za-z0-9_]+)`")]
    private static partial Regex TestName();
}
