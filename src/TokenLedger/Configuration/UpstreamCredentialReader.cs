using TokenLedger.Gateway.Upstreams.Credentials;

namespace TokenLedger.Configuration;

/// <summary>
/// Reads the gateway's own key for an upstream, from the variable or the file that the configuration names. The key itself
/// never stands in the configuration, and nothing said about it repeats it.
/// </summary>
/// <param name="settings">Everything set.</param>
/// <param name="remarks">Takes what is wrong.</param>
/// <param name="variables">The environment.</param>
public sealed class UpstreamCredentialReader(
    Settings settings,
    Remarks remarks,
    IReadOnlyDictionary<string, string> variables
)
{
    /// <summary>The key; null when none is named.</summary>
    /// <param name="path">The upstream's own level ("providers.openai").</param>
    public ProviderCredential? Read(string path)
    {
        Setting? variable = settings.Find($"{path}.credential_env");
        Setting? file = settings.Find($"{path}.credential_file");
        if (variable is not null && file is not null)
        {
            remarks.Problem(file.Origin, $"{file.Path}: {variable.Path} is set too; keep one of them");
            return null;
        }

        return file is not null ? FromFile(file)
            : variable is not null ? FromVariable(variable)
            : null;
    }

    private ProviderCredential? FromFile(Setting file)
    {
        string path = file.Origin.Absolute(file.Text);
        (ProviderCredential? credential, string? problem) = ProviderCredential.OpenFile(path);
        if (problem is not null)
        {
            remarks.MissingKey(file.Origin, $"{file.Path}: {problem}");
        }
        else if (SecretFileAccess.OthersMayRead(path))
        {
            remarks.Warning(file.Origin, $"{file.Path}: others may read {path}; chmod 600 it");
        }

        return credential;
    }

    private ProviderCredential? FromVariable(Setting variable)
    {
        if (
            variables.TryGetValue(variable.Text, out string? secret)
            && ProviderCredential.TryCreate(secret.Trim(), out ProviderCredential? credential)
        )
        {
            return credential;
        }

        remarks.MissingKey(
            variable.Origin,
            $"{variable.Path}: the variable it names is not set, or is no key in visible ASCII characters"
        );
        return null;
    }
}
