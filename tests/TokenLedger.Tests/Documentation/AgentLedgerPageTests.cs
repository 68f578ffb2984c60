using System.Text.RegularExpressions;

namespace TokenLedger.Tests.Documentation;

/// <summary>docs/agentledger.md promises a test for each defect; the tests must be there.</summary>
public sealed partial class AgentLedgerPageTests
{
    private const int First = 42;
    private const int Last = 67;

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

        for (int defect = First; defect <= Last; defect++)
        {
            string line = Assert.Single(lines, one => one.StartsWith($"| D-{defect} ", StringComparison.Ordinal));
            string[] named = [.. TestName().Matches(line.Split('|')[3]).Select(match => match.Groups[1].Value)];
            Assert.NotEmpty(named);
            Assert.All(
                named,
                name => Assert.Matches(@"\[(Fact|Theory)[^{;]*?(Task|void) " + Regex.Escape(name) + @"\(", tests)
            );
        }
    }

    [GeneratedRegex("`([A-Za-z0-9_]+)`")]
    private static partial Regex TestName();
}
