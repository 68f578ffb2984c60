using System.Diagnostics;
using TokenLedger.Ledger.Embedded;
using TokenLedger.Ledger.Tests.Support;

namespace TokenLedger.Ledger.Tests.Faults;

public sealed class FullDiskTests
{
    [Fact]
    public async Task On_a_full_disk_it_fails_closed_and_goes_on_when_there_is_space()
    {
        using TempFolder folder = new();
        Directory.CreateDirectory(folder.Path);
        if (!await MountAsync("-t", "tmpfs", "-o", "size=12m", "tmpfs", folder.Path))
        {
            Assert.Skip("Mounting a small tmpfs is not permitted here.");
        }

        try
        {
            await FillAsync(folder);
        }
        finally
        {
            await RunAsync("umount", folder.Path);
        }
    }

    private static async Task FillAsync(TempFolder folder)
    {
        EmbeddedLedger ledger = await Samples.OpenAsync(folder.File("ledger"));
        long acknowledged = 0;
        AppendResult result;
        string large = new('x', 20_000);
        while ((result = await ledger.AppendAsync(Samples.Admin(large), CancellationToken.None)).IsAppended)
        {
            acknowledged++;
        }

        Assert.Equal(AppendStatus.Unavailable, result.Status);
        Assert.True(acknowledged > 100, $"only {acknowledged} entries fitted");
        Assert.NotNull(ledger.Failure);
        await ledger.DisposeAsync();

        Assert.True(await MountAsync("-o", "remount,size=64m", folder.Path));
        EmbeddedLedger again = await Samples.OpenAsync(folder.File("ledger"));
        Assert.True(again.Head.Size >= acknowledged);
        await again.AppendedAsync(Samples.Admin("after"));
        await again.DisposeAsync();
    }

    private static Task<bool> MountAsync(params string[] arguments) => RunAsync("mount", arguments);

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true }
        )!;
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode == 0;
    }
}
