using TokenLedger.Gateway.Attribution;

namespace TokenLedger.Gateway.Tests.Attribution;

public sealed class FingerprintKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tokenledger-key-").FullName;

    private string File => Path.Combine(_folder, "fingerprint.key");

    [Fact]
    public void The_key_is_created_once_for_its_owner_only_and_read_back()
    {
        (FingerprintKey? first, string? problem) = FingerprintKey.LoadOrCreate(File);
        (FingerprintKey? second, _) = FingerprintKey.LoadOrCreate(File);

        Assert.Null(problem);
        Assert.Equal(first!.OfCredential("sk-1"), second!.OfCredential("sk-1"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        }
    }

    [Fact]
    public void A_key_that_others_can_read_is_refused_with_the_way_out()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix modes only.");
        FingerprintKey.LoadOrCreate(File);
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.GroupRead);

        (FingerprintKey? key, string? problem) = FingerprintKey.LoadOrCreate(File);

        Assert.Null(key);
        Assert.Contains("chmod 600", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_key_is_refused()
    {
        System.IO.File.WriteAllBytes(File, new byte[7]);
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Assert.Contains("7 bytes", FingerprintKey.LoadOrCreate(File).Problem, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
