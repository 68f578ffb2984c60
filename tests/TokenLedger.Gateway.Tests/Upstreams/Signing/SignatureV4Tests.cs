using TokenLedger.Gateway.Upstreams.Signing;
using TokenLedger.Ledger.Amazon;

namespace TokenLedger.Gateway.Tests.Upstreams.Signing;

/// <summary>The examples AWS publishes: their key, their instant, their signatures.</summary>
public sealed class SignatureV4Tests
{
    private const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static readonly AmazonCredentials s_key = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    private static readonly DateTimeOffset s_at = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("GET", "/", "", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "/", "", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData(
        "GET",
        "/",
        "?Param2=value2&Param1=value1",
        "",
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
    )]
    [InlineData("GET", "/ሴ", "", "", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85")]
    [InlineData(
        "GET",
        "/",
        "",
        "my-header1:value2,value2,value1",
        "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"
    )]
    [InlineData(
        "GET",
        "/",
        "",
        "My-Header1: value1|My-Header2: \"a   b   c\"",
        "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"
    )]
    public void The_published_requests_have_the_published_signatures(
        string method,
        string path,
        string query,
        string more,
        string signature
    )
    {
        string authorization = Sign(method, path, query, more, Empty);

        Assert.EndsWith("Signature=" + signature, authorization, StringComparison.Ordinal);
        Assert.StartsWith(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;",
            authorization,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_body_is_signed_by_its_hash()
    {
        string hash = SignatureV4.HashOf("Param1=value1"u8);

        Assert.EndsWith(
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            Sign("POST", "/", "", "content-type:application/x-www-form-urlencoded", hash),
            StringComparison.Ordinal
        );
    }

    /// <summary>The signature was computed apart, by the rules and in another language.</summary>
    [Fact]
    public void What_is_sent_as_3A_is_signed_as_253A() =>
        Assert.EndsWith(
            "d01272ffff4daa4f7a2f0ccc44b2c9f775c91befcbb0e8ac69cc8bab55586ebd",
            Sign("POST", "/model/a%3A0/converse", "", "", Empty),
            StringComparison.Ordinal
        );

    private static string Sign(string method, string path, string query, string more, string hash)
    {
        Dictionary<string, string> headers = new()
        {
            ["X-Amz-Date"] = SignatureV4.Format(s_at),
            ["Host"] = "example.amazonaws.com",
        };
        foreach (string header in more.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = header.Split(':', 2);
            headers[parts[0]] = parts[1];
        }

        return new SignatureV4("us-east-1", "service").Authorization(s_key, s_at, method, path, query, headers, hash);
    }

    [Fact]
    public void The_example_of_the_manual_comes_out()
    {
        Dictionary<string, string> headers = new()
        {
            ["host"] = "iam.amazonaws.com",
            ["content-type"] = "application/x-www-form-urlencoded; charset=utf-8",
            ["x-amz-date"] = "20150830T123600Z",
        };

        string authorization = new SignatureV4("us-east-1", "iam").Authorization(
            s_key,
            s_at,
            "GET",
            "/",
            "Action=ListUsers&Version=2010-05-08",
            headers,
            Empty
        );

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date, "
                + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
            authorization
        );
    }
}
