using TokenLedger.Configuration;
using TokenLedger.Configuration.Sources;

namespace TokenLedger.Tests.Configuration;

public sealed class SearchTests
{
    [Fact]
    public void Our_places_come_before_AgentLedgers_and_the_working_folder_before_the_users()
    {
        using ConfigurationCase one = new();
        string[] order =
        [
            one.Write("home/.config/agentledger/agentledger.yaml", ""),
            one.Write("configs/agentledger.yaml", ""),
            one.Write("agentledger.yaml", ""),
            one.Write("home/.config/tokenledger/tokenledger.yaml", ""),
            one.Write("tokenledger.yaml", ""),
        ];

        foreach (string file in order.Reverse())
        {
            Assert.Equal(file, one.Load().File);
            File.Delete(file);
        }
    }

    [Fact]
    public void XDG_CONFIG_HOME_moves_the_users_place()
    {
        using ConfigurationCase one = new();
        string file = one.Write("xdg/tokenledger/tokenledger.yaml", "");

        Assert.Equal(file, one.With("XDG_CONFIG_HOME", Path.Combine(one.Folder, "xdg")).Load().File);
    }

    [Fact]
    public void The_machines_places_come_last_of_their_kind()
    {
        string[] places = [.. ConfigurationFiles.Places("/w", new Dictionary<string, string> { ["HOME"] = "/h" })];

        Assert.Equal(
            [
                "/w/tokenledger.yaml",
                "/h/.config/tokenledger/tokenledger.yaml",
                "/etc/tokenledger/tokenledger.yaml",
                "/w/agentledger.yaml",
                "/w/configs/agentledger.yaml",
                "/h/.config/agentledger/agentledger.yaml",
                "/etc/agentledger/agentledger.yaml",
            ],
            places
        );
    }

    [Theory]
    [InlineData("tokenledger.yaml")]
    [InlineData("home/.config/tokenledger/tokenledger.yaml")]
    [InlineData("agentledger.yaml")]
    [InlineData("configs/agentledger.yaml")]
    [InlineData("home/.config/agentledger/agentledger.yaml")]
    public void A_broken_file_that_was_found_starts_nothing_without_its_budgets(string name)
    {
        using ConfigurationCase one = new();
        string file = one.Write(name, "budgets:\n  default:\n    daily_limit_usd: 5\n   action: block\n");

        LoadedConfiguration loaded = one.Load();

        Assert.Null(loaded.Configuration);
        Assert.StartsWith(file + ":4:", Assert.Single(loaded.Problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_named_is_the_only_one_read()
    {
        using ConfigurationCase one = new("listen: nonsense\n");
        string other = one.Write("other.yaml", "listen: 127.0.0.1:4\n");

        Assert.Equal(4, one.Load(file: other).Configuration?.Gateway.Listen.Port);
    }
}
