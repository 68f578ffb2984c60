using System.Diagnostics;
using System.Text;
using TokenLedger.Ledger.Signing;
using TokenLedger.Ledger.Tests.Support;

namespace TokenLedger.Ledger.Tests.Signing;

public sealed class Ed25519Tests
{
    [Theory] // RFC 8032, section 7.1
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )]
    [InlineData(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    )]
    [InlineData(
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
    )]
    public void It_signs_as_the_standard_says(string seed, string publicKey, string message, string signature)
    {
        byte[] text = Convert.FromHexString(message);
        Assert.Equal(publicKey, Convert.ToHexStringLower(Ed25519.PublicKey(Convert.FromHexString(seed))));
        Assert.Equal(signature, Convert.ToHexStringLower(Ed25519.Sign(Convert.FromHexString(seed), text)));
        Assert.True(Ed25519.Verify(Convert.FromHexString(publicKey), text, Convert.FromHexString(signature)));
    }

    [Fact]
    public void A_signature_with_any_bit_changed_is_refused()
    {
        byte[] seed = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        byte[] message = "a checkpoint"u8.ToArray();
        byte[] signature = Ed25519.Sign(seed, message);
        byte[] key = Ed25519.PublicKey(seed);
        for (int bit = 0; bit < signature.Length * 8; bit += 5)
        {
            byte[] changed = [.. signature];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Ed25519.Verify(key, message, changed));
        }

        Assert.False(Ed25519.Verify(key, "another one"u8, signature));
    }

    [Fact] // The example of the Go note package's documentation.
    public void A_note_signed_by_another_implementation_is_accepted()
    {
        Assert.True(
            VerifierKey.TryParse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", out var key)
        );
        string text =
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
        byte[] signature = Convert.FromBase64String(
            "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
        );
        Assert.True(key.Verify(Encoding.UTF8.GetBytes(text), signature.AsSpan(4)));
    }

    [Fact]
    public async Task Openssl_accepts_what_we_sign()
    {
        if (!File.Exists("/usr/bin/openssl"))
        {
            Assert.Skip("There is no openssl program on this machine.");
        }

        using TempFolder folder = new();
        Directory.CreateDirectory(folder.Path);
        byte[] seed = [.. Enumerable.Range(7, 32).Select(i => (byte)i)];
        byte[] message = Encoding.UTF8.GetBytes("example.test/ledger\n3\nroot\n");
        // SubjectPublicKeyInfo of Ed25519: a fixed prefix and the key.
        byte[] der = [.. Convert.FromHexString("302a300506032b6570032100"), .. Ed25519.PublicKey(seed)];
        string pem = $"-----BEGIN PUBLIC KEY-----\n{Convert.ToBase64String(der)}\n-----END PUBLIC KEY-----\n";
        await File.WriteAllTextAsync(folder.File("key.pem"), pem, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder.File("text"), message, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(
            folder.File("sig"),
            Ed25519.Sign(seed, message),
            TestContext.Current.CancellationToken
        );

        using Process openssl = Process.Start(
            new ProcessStartInfo(
                "/usr/bin/openssl",
                "pkeyutl -verify -pubin -inkey key.pem -rawin -in text -sigfile sig"
            )
            {
                WorkingDirectory = folder.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        string said = await openssl.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await openssl.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(openssl.ExitCode == 0, said);
    }
}
