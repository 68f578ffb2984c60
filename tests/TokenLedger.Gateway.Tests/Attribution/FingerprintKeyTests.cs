using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
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

    [Fact]
    public void Credentials_alike_at_both_ends_have_fingerprints_of_their_own()
    {
        const int Credentials = 50_000;
        FingerprintKey key = FingerprintKey.Create();

        // The same first eight and last four characters, as all keys of one provider may have.
        IEnumerable<string> alike = Enumerable.Range(0, Credentials).Select(i => $"sk-proj-{i:D12}-wxyz");

        Assert.Equal(Credentials, alike.Select(one => key.OfCredential(one)).Distinct().Count());
    }

    [Fact]
    public void Without_the_secret_nobody_gets_from_a_credential_to_its_fingerprint()
    {
        const string Credential = "sk-proj-4f1a90c2-wxyz";
        FingerprintKey key = FingerprintKey.Create();
        string fingerprint = key.OfCredential(Credential);
        byte[] plain = SHA256.HashData(Encoding.UTF8.GetBytes(Credential));

        // Two installations know the same caller by different names, and a table of hashes of guessed keys finds none.
        Assert.NotEqual(fingerprint, FingerprintKey.Create().OfCredential(Credential));
        Assert.False(fingerprint[2..].StartsWith(Base64Url.EncodeToString(plain)[..8], StringComparison.Ordinal));
        Assert.False(fingerprint[2..].StartsWith(Convert.ToHexStringLower(plain)[..8], StringComparison.Ordinal));
        Assert.Equal(fingerprint, key.OfCredential(Credential));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
