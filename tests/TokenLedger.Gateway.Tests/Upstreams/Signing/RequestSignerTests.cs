using TokenLedger.Gateway.Upstreams.Signing;
using TokenLedger.Ledger.Amazon;

namespace TokenLedger.Gateway.Tests.Upstreams.Signing;

public sealed class RequestSignerTests
{
    private static readonly DateTimeOffset s_at = new(2026, 11, 2, 10, 15, 30, TimeSpan.Zero);
    private static readonly SignatureV4 s_signature = new("eu-west-1", "bedrock");

    [Fact]
    public void The_callers_credentials_give_way_to_the_gateways()
    {
        HttpRequestMessage request = Request();
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer callers-own");
        request.Headers.TryAddWithoutValidation("X-Amz-Date", "20200101T000000Z");
        request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", "callers-token");

        Signer(new("AKIDGATEWAY", "secret", "gateway-token")).Sign(request, SignatureV4.HashOf([]), s_at);

        Assert.Equal("20261102T101530Z", Assert.Single(request.Headers.GetValues("X-Amz-Date")));
        Assert.Equal("gateway-token", Assert.Single(request.Headers.GetValues("X-Amz-Security-Token")));
        string authorization = Assert.Single(request.Headers.NonValidated["Authorization"]);
        Assert.StartsWith(
            "AWS4-HMAC-SHA256 Credential=AKIDGATEWAY/20261102/eu-west-1/bedrock/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=",
            authorization,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_is_signed_is_what_is_sent()
    {
        HttpRequestMessage request = Request();

        Signer(new("AKID", "secret")).Sign(request, SignatureV4.HashOf("{}"u8), s_at);

        string expected = s_signature.Authorization(
            new("AKID", "secret"),
            s_at,
            "POST",
            "/model/a.b-v1%3A0/converse",
            "",
            [
                new("host", "bedrock-runtime.eu-west-1.amazonaws.com"),
                new("content-type", "application/json"),
                new("x-amz-date", "20261102T101530Z"),
            ],
            SignatureV4.HashOf("{}"u8)
        );
        Assert.Equal(expected, request.Headers.NonValidated["Authorization"].ToString());
    }

    [Fact]
    public void Credentials_are_read_from_the_default_section_and_again_when_they_change()
    {
        string path = Path.Combine(Path.GetTempPath(), $"tokenledger-{Guid.NewGuid():N}");
        try
        {
            Write("[other]\naws_access_key_id=NO\n[default]\naws_access_key_id = A1\naws_secret_access_key = s=1\n", 1);
            CredentialsFile file = CredentialsFile.Open(path).File!;
            Assert.Equal(("A1", "s=1", null), Parts(file.Current));

            Write("[default]\naws_access_key_id=A2\naws_secret_access_key=s2\naws_session_token=t2\n", 2);
            Assert.Equal(("A2", "s2", "t2"), Parts(file.Current));

            Write("[default]\naws_access_key_id=A3\n", 3); // half written
            Assert.Equal(("A2", "s2", "t2"), Parts(file.Current));
            File.Delete(path);
            Assert.Equal(("A2", "s2", "t2"), Parts(file.Current));
        }
        finally
        {
            File.Delete(path);
        }

        void Write(string text, int minute)
        {
            File.WriteAllText(path, text);
            File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, minute, 0, DateTimeKind.Utc));
        }

        static (string, string, string?) Parts(AmazonCredentials key) =>
            (key.AccessKeyId, key.Secret, key.SessionToken);
    }

    [Theory]
    [InlineData(null, "cannot be read")]
    [InlineData("[default]\naws_access_key_id=A\n", "has no aws_access_key_id and aws_secret_access_key")]
    [InlineData("[prod]\naws_access_key_id=A\naws_secret_access_key=s\n", "in its [default] section")]
    public void A_file_without_credentials_is_refused_with_what_it_lacks(string? text, string problem)
    {
        string path = Path.Combine(Path.GetTempPath(), $"tokenledger-{Guid.NewGuid():N}");
        try
        {
            if (text is not null)
            {
                File.WriteAllText(path, text);
            }

            Assert.Contains(problem, CredentialsFile.Open(path).Problem, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Credentials_never_show_their_secret() =>
        Assert.Equal("AWS key AKID", new AmazonCredentials("AKID", "secret", "token").ToString());

    private static RequestSigner Signer(AmazonCredentials credentials) =>
        new(s_signature, CredentialsFile.Of(credentials));

    private static HttpRequestMessage Request()
    {
        UriCreationOptions untouched = new() { DangerousDisablePathAndQueryCanonicalization = true };
        Uri address = new("https://bedrock-runtime.eu-west-1.amazonaws.com/model/a.b-v1%3A0/converse", untouched);
        HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ByteArrayContent("{}"u8.ToArray()) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        return request;
    }
}
