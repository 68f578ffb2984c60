using Microsoft.Extensions.Logging.Abstractions;
using TokenLedger.Commands;
using TokenLedger.Configuration;
using TokenLedger.Configuration.Sources;
using TokenLedger.Serve;
using TokenLedger.Tests.Configuration;

namespace TokenLedger.Tests.Serve;

public sealed class CompositionTests
{
    [Fact]
    public async Task A_fresh_folder_becomes_a_gateway_that_answers_and_closes()
    {
        using ConfigurationCase one = new("");
        await using RunningGateway gateway = await StartAsync(one);
        using HttpClient client = new();

        Uri health = new Uri(gateway.Address, "/health");
        using HttpResponseMessage answer = await client.GetAsync(health, TestContext.Current.CancellationToken);

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal(0, gateway.Banner.Head.Size);
        Assert.Empty(gateway.Banner.Notes);
    }

    [Fact]
    public async Task A_second_gateway_on_the_same_data_is_refused_by_name_and_the_folder_is_free_afterwards()
    {
        using ConfigurationCase one = new("");
        await using (await StartAsync(one))
        {
            Assert.Contains("is in use by process", await FailureOf(one), StringComparison.Ordinal);
        }

        await using RunningGateway again = await StartAsync(one);
    }

    [Fact]
    public async Task A_taken_port_is_refused_and_leaves_the_ledger_free()
    {
        using ConfigurationCase first = new("");
        using ConfigurationCase second = new("");
        await using RunningGateway running = await StartAsync(first);

        string failure = await FailureOf(second, running.Address.Authority);

        Assert.StartsWith($"Port {running.Address.Port} is taken on 127.0.0.1.", failure, StringComparison.Ordinal);
        await using RunningGateway free = await StartAsync(second);
    }

    [Fact]
    public async Task A_fingerprint_key_that_others_can_read_is_refused_with_the_way_out()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        using ConfigurationCase one = new("");
        string key = one.Write("data/fingerprint.key", new string('k', 32));

        Assert.EndsWith($"run: chmod 600 {key}", await FailureOf(one), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file_is_refused_by_name()
    {
        using ConfigurationCase one = new("");
        string data = one.Write("data", "");

        Assert.StartsWith($"The data folder {data} is a file.", await FailureOf(one), StringComparison.Ordinal);
    }

    private static async Task<string> FailureOf(ConfigurationCase one, string listen = "127.0.0.1:0") =>
        (await Assert.ThrowsAsync<CommandFailedException>(() => StartAsync(one, listen))).Message;

    private static Task<RunningGateway> StartAsync(ConfigurationCase one, string listen = "127.0.0.1:0")
    {
        OptionSettings options = new() { Listen = listen, Data = Path.Combine(one.Folder, "data") };
        ServeConfiguration configuration = one.Load(options).Configuration!;
        return Composition.StartAsync(
            configuration,
            NullLoggerFactory.Instance,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
    }
}
