using TokenLedger.Accounting.Metering;

namespace TokenLedger.Tests.Documentation;

public sealed class ProvidersPageTests
{
    /// <summary>The repository the tests run in.</summary>
    internal static string Root => Repository();

    private const string UpdateSwitch = "TOKENLEDGER_UPDATE_DOCS";

    [Fact]
    public void The_page_of_providers_says_what_the_code_does()
    {
        string text = ProvidersPage.Text();
        string path = Path.Combine(Repository(), "docs", "providers.md");
        if (Environment.GetEnvironmentVariable(UpdateSwitch) == "1")
        {
            File.WriteAllText(path, text);
        }

        string written = File.Exists(path) ? File.ReadAllText(path) : "";
        if (written != text)
        {
            Assert.Fail(
                $"docs/providers.md is not what the code says; run this test with {UpdateSwitch}=1 to write it anew. "
                    + $"First difference: {FirstDifference(written, text)}"
            );
        }
    }

    [Fact]
    public void Every_route_that_runs_a_model_has_a_reader()
    {
        Assert.NotEmpty(KnownRoutes.All);
        Assert.All(KnownRoutes.All, route => Assert.Contains(route.Api, UsageReaders.Dialects));
    }

    [Fact]
    public void Every_reader_but_that_of_a_web_socket_has_a_route()
    {
        string[] without =
        [
            .. UsageReaders.Dialects.Where(api => !KnownRoutes.Of(api).Any()).Order(StringComparer.Ordinal),
        ];
        Assert.Equal(["openai.realtime"], without);
    }

    private static string FirstDifference(string written, string text)
    {
        string[] old = written.Split('\n');
        string[] now = text.Split('\n');
        int line = Enumerable
            .Range(0, Math.Max(old.Length, now.Length))
            .First(i => i >= old.Length || i >= now.Length || old[i] != now[i]);
        return $"line {line + 1}, now \"{(line < now.Length ? now[line] : "the end")}\"";
    }

    private static string Repository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TokenLedger.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("the tests do not run below the repository");
    }
}
