using TokenLedger.Demo.Simulation;
using TokenLedger.Functional.Tests.Running;
using TokenLedger.Gateway.Upstreams.Signing;
using TokenLedger.Ledger.Amazon;

namespace TokenLedger.Functional.Tests.Dialects;

/// <summary>The gateway signs for AWS itself when it has credentials; the provider makes the signature anew and compares.</summary>
public sealed class SignatureTests
{
    [Theory]
    [InlineData("bedrock", SimulatedProvider.AmazonSecret, 200)]
    [InlineData("bedrock stream", SimulatedProvider.AmazonSecret, 200)]
    [InlineData("bedrock invoke stream", SimulatedProvider.AmazonSecret, 200)]
    [InlineData("bedrock", "another secret", 403)]
    public async Task A_request_signed_by_the_gateway_is_accepted_with_the_right_secret_only(
        string name,
        string secret,
        int expected
    )
    {
        RequestSigner signer = new(
            new SignatureV4("us-east-1", "bedrock"),
            CredentialsFile.Of(new AmazonCredentials(SimulatedProvider.AmazonKeyId, secret))
        );
        await using TestGateway gateway = await TestGateway.StartAsync(
            (options, _) =>
                options with
                {
                    Upstreams =
                    [
                        .. options.Upstreams.Select(up => up.Name == "bedrock" ? up with { Signer = signer } : up),
                    ],
                }
        );

        Received answer = await gateway.SendAsync(DialectCalls.Named(name).ToGateway(""));

        Assert.True(answer.Status == expected, answer.Text);
        LoggedCall logged = await gateway.Provider.Log.WaitForAsync(_ => true, gateway.Cancellation);
        Assert.StartsWith(
            "AWS4-HMAC-SHA256 Credential=" + SimulatedProvider.AmazonKeyId,
            logged.Header("Authorization")
        );
        Assert.Equal(expected == 200, (await gateway.EndOfAsync(answer.Call!)).Kind == "settlement");
    }
}
