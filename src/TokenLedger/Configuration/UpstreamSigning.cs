using TokenLedger.Gateway.Upstreams.Signing;
using TokenLedger.Ledger.Amazon;

namespace TokenLedger.Configuration;

/// <summary>
/// Reads whether the gateway signs an upstream's requests with AWS credentials of its own. The credentials come from a file
/// or from AWS's usual variables, never from the configuration, and nothing said about them repeats them.
/// </summary>
/// <param name="settings">Everything set.</param>
/// <param name="remarks">Takes what is wrong.</param>
/// <param name="variables">The environment.</param>
public sealed class UpstreamSigning(Settings settings, Remarks remarks, IReadOnlyDictionary<string, string> variables)
{
    private const string Service = "bedrock";

    /// <summary>The signer of an upstream; null when its callers' own credentials pass through.</summary>
    /// <param name="path">The upstream's own level ("providers.extra.bedrock").</param>
    /// <param name="dialect">Its wire format.</param>
    /// <param name="region">Its region; null when nothing tells it.</param>
    public RequestSigner? Read(string path, string dialect, string? region)
    {
        Setting? file = settings.Find($"{path}.credentials_file");
        if (settings.Find($"{path}.auth") is not { Text: "sigv4" } auth)
        {
            if (file is not null)
            {
                remarks.Warning(file.Origin, $"{file.Path}: has no effect; say \"auth: sigv4\" to sign with it");
            }

            return null;
        }

        if (dialect != Service)
        {
            remarks.Problem(auth.Origin, $"{auth.Path}: only Bedrock takes such signatures; say passthrough");
            return null;
        }

        if (region is null)
        {
            remarks.Problem(auth.Origin, $"{auth.Path}: needs {path}.region, which is part of the signature");
            return null;
        }

        CredentialsFile? credentials = file is null ? FromVariables(auth) : FromFile(file);
        return credentials is null ? null : new RequestSigner(new SignatureV4(region, Service), credentials);
    }

    private CredentialsFile? FromFile(Setting file)
    {
        (CredentialsFile? opened, string? problem) = CredentialsFile.Open(file.Origin.Absolute(file.Text));
        if (problem is not null)
        {
            remarks.MissingKey(file.Origin, $"{file.Path}: {problem}");
        }

        return opened;
    }

    private CredentialsFile? FromVariables(Setting auth)
    {
        if (CredentialsFile.OfVariables(variables) is { } credentials)
        {
            return credentials;
        }

        remarks.MissingKey(
            auth.Origin,
            $"{auth.Path}: there are no credentials; set credentials_file beside it, or AWS_ACCESS_KEY_ID and "
                + "AWS_SECRET_ACCESS_KEY"
        );
        return null;
    }
}
