using TokenLedger.Ledger.Amazon;

namespace TokenLedger.Ledger.Tests.Amazon;

public sealed class ObjectSignatureTests
{
    /// <summary>AWS's example of putting an object: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html</summary>
    [Fact]
    public void Putting_an_object_is_signed_as_AWS_publishes_it()
    {
        const string Content = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
        AmazonCredentials key = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        string authorization = new SignatureV4("us-east-1", "s3").Authorization(
            key,
            new DateTimeOffset(2013, 5, 24, 0, 0, 0, TimeSpan.Zero),
            "PUT",
            "/test%24file.text",
            "",
            [
                new("Date", "Fri, 24 May 2013 00:00:00 GMT"),
                new("Host", "examplebucket.s3.amazonaws.com"),
                new("x-amz-content-sha256", Content),
                new("x-amz-date", "20130524T000000Z"),
                new("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ],
            Content
        );
        Assert.EndsWith(
            "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
            authorization,
            StringComparison.Ordinal
        );
    }
}
