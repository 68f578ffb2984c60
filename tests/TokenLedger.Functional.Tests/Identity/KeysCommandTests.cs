using System.Net;
using System.Text.Json;
using TokenLedger.Functional.Tests.Running;

namespace TokenLedger.Functional.Tests.Identity;

/// <summary>The commands, on a running gateway and on a folder that none runs on.</summary>
public sealed class KeysCommandTests
{
    [Fact]
    public async Task Commands_issue_list_and_revoke_keys_whether_or_not_a_gateway_runs()
    {
        await using TestGateway gateway = await TestGateway.StartAsync();
        Assert.Equal(0, (await RunAsync(gateway, "tenants", "set", "acme", "--name", "ACME")).Code);
        var online = await RunAsync(
            gateway,
            "keys",
            "create",
            "--name",
            "ci",
            "--tenant",
            "acme",
            "--fixed",
            "tag:team=a"
        );
        Assert.Matches("^tl-[a-z2-7]{12}-[a-z2-7]{52}\n$", online.Output);
        Assert.Contains("shown this once", online.Error, StringComparison.Ordinal);
        var nobody = await RunAsync(gateway, "keys", "create", "--tenant", "umbrella");
        Assert.Equal(2, nobody.Code);
        Assert.Contains("There is no tenant", nobody.Error, StringComparison.Ordinal);
        HttpRequestMessage call = IssuedKey.ChatWith(online.Output.Trim());
        Assert.Equal(HttpStatusCode.Forbidden, (HttpStatusCode)(await gateway.SendAsync(call)).Status); // known; no credential

        await gateway.StopAsync();
        var offline = await RunAsync(gateway, "keys", "create", "--name", "nightly", "--expires", "90d");
        Assert.Matches("^tl-[a-z2-7]{12}-[a-z2-7]{52}\n$", offline.Output);
        string id = "vk_" + online.Output.Split('-')[1];
        Assert.Equal(0, (await RunAsync(gateway, "keys", "revoke", id)).Code);
        var rotated = await RunAsync(gateway, "keys", "rotate", id);
        Assert.Equal(1, rotated.Code);
        Assert.Contains("revoked", rotated.Error, StringComparison.Ordinal);
        var list = await RunAsync(gateway, "keys", "list", "--json");
        JsonElement[] keys = [.. JsonDocument.Parse(list.Output).RootElement.GetProperty("keys").EnumerateArray()];
        Assert.Equal(["active", "revoked"], keys.Select(key => key.GetProperty("status").GetString()).Order());
        Assert.DoesNotContain("hash", list.Output, StringComparison.Ordinal);
        Assert.Contains("ACME", (await RunAsync(gateway, "tenants", "list")).Output, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(
        TestGateway gateway,
        params string[] arguments
    ) => Executable.RunAsync([.. arguments, "--data", gateway.Data], gateway.Cancellation);
}
